import { join } from "node:path";

import { applyEdits, modify, type FormattingOptions, type JSONPath } from "jsonc-parser";

import type { Change } from "../../../src/model/change.ts";
import { UsageError } from "../../../src/model/usage-error.ts";
import type { Files } from "../../../src/project/files.ts";
import { isRecord, readJson } from "../../../src/project/json.ts";
import { mainGlob } from "./main-files.ts";

export interface PackageNeeds {
  readonly main: readonly string[];
  readonly durable: boolean;
  readonly runtime: boolean;
}

/** The versions whose behaviour this codemod was checked against. */
const VERSIONS = { "@azure/functions": "^4.16.0", "durable-functions": "^3.5.0", "funcfix-runtime": "^0.1.0" } as const;

/** `main` and the dependencies of the new model, in the file's own formatting. */
export function planPackageJson(files: Files, root: string, needs: PackageNeeds): Change {
  const path = join(root, "package.json");
  const text = files.read(path);
  const wanted: (keyof typeof VERSIONS)[] = ["@azure/functions", ...(needs.durable ? ["durable-functions" as const] : []), ...(needs.runtime ? ["funcfix-runtime" as const] : [])];
  if (text === undefined) {
    const dependencies = Object.fromEntries(wanted.map(name => [name, VERSIONS[name]]));
    return { kind: "create", path, text: `${JSON.stringify({ private: true, main: mainGlob(needs.main), dependencies }, null, 2)}\n` };
  }
  const { value, problems } = readJson(text);
  if (!isRecord(value)) throw new UsageError(`${path} is not valid JSON${problems[0] === undefined ? "" : `: ${problems[0].message}`}`);

  const bom = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const formattingOptions = formattingOf(text);
  let result = text.slice(bom.length);
  const set = (place: JSONPath, to: unknown, after?: readonly string[]): void => {
    const getInsertionIndex = (names: string[]): number => (after === undefined ? sortedIndex(names, String(place.at(-1))) : Math.max(...after.map(name => names.indexOf(name))) + 1);
    result = applyEdits(result, modify(result, place, to, { formattingOptions, getInsertionIndex }));
  };
  set(["main"], mainGlob(needs.main), ["name", "version", "private", "description"]);
  for (const name of wanted) {
    const developed = value["devDependencies"];
    if (isRecord(developed) && developed[name] !== undefined) set(Object.keys(developed).length === 1 ? ["devDependencies"] : ["devDependencies", name], undefined);
    set(["dependencies", name], VERSIONS[name]);
  }
  result = bom + result;
  return { kind: "edit", path, before: text, edits: [{ start: 0, end: text.length, text: result }] };
}

/** Where npm would put the name; at the end when the others are not sorted. */
function sortedIndex(names: readonly string[], name: string): number {
  const isSorted = names.every((other, index) => index === 0 || names[index - 1]! <= other);
  const index = names.findIndex(other => other > name);
  return isSorted && index !== -1 ? index : names.length;
}

/** How a JSON file is formatted, as jsonc-parser wants it. */
export function formattingOf(text: string): FormattingOptions {
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? "  ";
  return { insertSpaces: !indent.startsWith("\t"), tabSize: indent.startsWith("\t") ? 4 : indent.length, eol: text.includes("\r\n") ? "\r\n" : "\n" };
}
