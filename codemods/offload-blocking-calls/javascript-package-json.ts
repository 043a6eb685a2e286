import { dirname, join } from "node:path";

import { applyEdits, modify, type FormattingOptions } from "jsonc-parser";

import type { Change } from "../../src/model/change.ts";
import type { Files } from "../../src/project/files.ts";
import { isRecord, readJson } from "../../src/project/json.ts";
import { RUNTIME } from "./javascript-remedy.ts";

const VERSION = "^0.1.0";

/** Adds the runtime to the dependencies of the nearest package.json of each file that needs it, formatting kept. */
export function dependencyChanges(files: Files, paths: readonly string[]): Change[] {
  const changes: Change[] = [];
  for (const path of new Set(paths.flatMap(each => nearestManifest(files, each) ?? []))) {
    const before = files.read(path)!;
    if (hasDependency(before)) continue;
    const bom = before.startsWith("\uFEFF") ? "\uFEFF" : "";
    const text = before.slice(bom.length);
    if (!isRecord(readJson(text).value)) continue;
    const edits = modify(text, ["dependencies", RUNTIME], VERSION, { formattingOptions: formattingOf(text) });
    changes.push({ kind: "edit", path, before, edits: [{ start: 0, end: before.length, text: bom + applyEdits(text, edits) }] });
  }
  return changes;
}

/** Whether the file can import the runtime: a dependency of its package, or installed above it. */
export function runtimeIsThere(files: Files, path: string): boolean {
  const manifest = nearestManifest(files, path);
  if (manifest !== undefined && hasDependency(files.read(manifest)!)) return true;
  for (let at = dirname(path); ; at = dirname(at)) {
    if (files.isFile(join(at, "node_modules", RUNTIME, "package.json"))) return true;
    if (at === dirname(at)) return false;
  }
}

function nearestManifest(files: Files, path: string): string | undefined {
  for (let at = dirname(path); ; at = dirname(at)) {
    if (files.isFile(join(at, "package.json"))) return join(at, "package.json");
    if (at === dirname(at)) return undefined;
  }
}

function hasDependency(text: string): boolean {
  const { value } = readJson(text.replace(/^\uFEFF/, ""));
  if (!isRecord(value)) return false;
  const { dependencies } = value;
  return isRecord(dependencies) && dependencies[RUNTIME] !== undefined;
}

function formattingOf(text: string): FormattingOptions {
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? "  ";
  return { insertSpaces: !indent.startsWith("\t"), tabSize: indent.startsWith("\t") ? 4 : indent.length, eol: text.includes("\r\n") ? "\r\n" : "\n" };
}
