import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

import type { Change } from "../../../src/model/change.ts";

export interface SampleApp {
  readonly root: string;
  readonly changes: readonly Change[];
}

/** In memory where the system has such a folder: hundreds of apps are written there, each file synced. */
const PLACE = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const made: string[] = [];

export function removeSampleApps(): void {
  for (const root of made.splice(0)) rmSync(root, { recursive: true, force: true });
}

/** An app of `functions` functions in a folder of its own, and changes that edit, create and remove in every one of them. */
export function sampleApp(functions: number, { git }: { readonly git: boolean }): SampleApp {
  const root = realpathSync(mkdtempSync(join(PLACE, "funcfix-faults-")));
  // All that makes a repository of it here is the folder.
  if (git) mkdirSync(join(root, ".git"));
  made.push(root);
  const changes: Change[] = [];
  const put = (name: string, text: string, mode = 0o644): string => {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };
  put("host.json", `{ "version": "2.0" }\n`);
  for (let number = 1; number <= functions; number++) {
    const name = `Order${number}`;
    const code = `module.exports = async function (context) {\r\n  context.res = { body: "caf\u00e9 ${number}" };\r\n};\r\n`;
    changes.push({ kind: "edit", path: put(`${name}/index.js`, code, number % 2 === 0 ? 0o755 : 0o640), before: code, edits: [{ start: 0, end: "module.exports = ".length, text: "const handler = " }] });
    changes.push({ kind: "remove", path: put(`${name}/function.json`, `{ "bindings": [] }`), before: `{ "bindings": [] }` });
    // A folder that held nothing else goes with its file.
    changes.push({ kind: "remove", path: put(`${name}Old/function.json`, "{}"), before: "{}" });
    changes.push({ kind: "create", path: join(root, `src/functions/order${number}.js`), text: `import "../../${name}/index.js";\n` });
  }
  return { root, changes };
}

/** All of a folder, byte for byte: kind, mode and content by path; git's own files apart. */
export function snapshot(root: string): Record<string, string> {
  const found = readdirSync(root, { recursive: true, withFileTypes: true }).map(entry => join(entry.parentPath, entry.name));
  return Object.fromEntries(found.sort().filter(path => !relative(root, path).startsWith(".git")).map(path => {
    const { mode } = lstatSync(path);
    return [relative(root, path), `${mode.toString(8)} ${lstatSync(path).isFile() ? readFileSync(path, "base64") : ""}`];
  }));
}

/** What git's own folder holds of funcfix. */
export function journalsIn(root: string): readonly string[] {
  try {
    return readdirSync(join(root, ".git", "funcfix"));
  } catch {
    return [];
  }
}
