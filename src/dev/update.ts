/**
 * Writes every generated file: registries, doc tables, data modules. `--check` writes nothing and fails when one is stale.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { relative } from "node:path";

import { generate as catalogueData } from "./generate-catalogue-data.ts";
import { generate as catalogueDocs } from "./generate-catalogue-docs.ts";
import { generate as pythonBindings } from "./generate-python-bindings-docs.ts";
import { generate as registries } from "./generate-registries.ts";
import { generate as ruleDocs } from "./generate-rule-docs.ts";

const generators = [registries, catalogueData, catalogueDocs, ruleDocs, pythonBindings];
const check = process.argv.includes("--check");
const stale = generators.flatMap(generate => generate()).filter(({ path, text }) => !existsSync(path) || readFileSync(path, "utf8") !== text);

for (const { path, text } of stale) {
  console.log(`${check ? "Stale" : "Written"}: ${relative(process.cwd(), path)}`);
  if (!check) writeFileSync(path, text);
}
if (check && stale.length > 0) {
  console.log("Run `npm run update` and commit the result.");
  process.exitCode = 1;
}
