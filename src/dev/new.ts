/** `npm run new rule|codemod <id>`: writes the files of a new rule or codemod, ready to be filled. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { generate } from "./generate-registries.ts";
import { templates } from "./templates.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const [kind, id] = process.argv.slice(2);
const template = kind === "rule" || kind === "codemod" ? templates[kind] : undefined;

if (template === undefined || id === undefined || !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id)) {
  console.error("Usage: npm run new rule <id>, or npm run new codemod <id>. An id is lower case words joined by hyphens.");
  process.exitCode = 2;
} else {
  const files = template(id);
  const taken = files.map(({ path }) => path).filter(path => existsSync(join(ROOT, path)));
  if (taken.length > 0) {
    console.error(`Already there: ${taken.join(", ")}. Nothing was written.`);
    process.exitCode = 2;
  } else {
    for (const { path, text } of files) write(join(ROOT, path), text);
    for (const { path, text } of generate()) writeFileSync(path, text);
    console.log(files.map(({ path }) => path).join("\n"));
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
