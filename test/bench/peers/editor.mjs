/** Lints one file of an app with changed texts in one process; prints the first time, and median and 95th percentile after it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { ESLint } from "eslint";

const [folder, plugin] = process.argv.slice(2);
const { default: funcfix } = await import(pathToFileURL(plugin).href);
const eslint = new ESLint({ cwd: folder, overrideConfigFile: true, overrideConfig: funcfix.configs.recommended });
const filePath = join(folder, "src/functions/order249.js");
const text = readFileSync(filePath, "utf8");

async function lint(changed) {
  const start = performance.now();
  const [{ messages }] = await eslint.lintText(changed, { filePath });
  if (messages.length !== 1) throw new Error(`One finding was expected: ${JSON.stringify(messages)}`);
  return performance.now() - start;
}

const first = await lint(text);
const times = [];
for (let key = 0; key < 50; key++) times.push(await lint(`${text}// ${"x".repeat(key)}\n`));
times.sort((a, b) => a - b);
console.log(`  first ${first.toFixed(0)} ms, then median ${times[25].toFixed(0)} ms, 95th percentile ${times[47].toFixed(0)} ms`);
