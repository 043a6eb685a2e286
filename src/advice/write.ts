import type { FormattingOptions, JSONPath } from "jsonc-parser";

import type { Change } from "../model/change.ts";
import type { Advice } from "./advice.ts";
import type { Configuration } from "./settings/configuration.ts";
import { parseDocument, valueAt, type JsonDocument } from "./settings/documents.ts";
import { setProperty } from "./settings/set-property.ts";

/** What writing advice comes to: changes of files, and why some advice is not among them. */
export interface WritePlan {
  readonly changes: readonly Change[];
  readonly notes: readonly string[];
}

/**
 * Plans advice into local.settings.json and host.json; comments, order and layout stay. Only what is to be set or
 * removed is written; what needs a person is not.
 */
export function planWrite(configuration: Configuration, advice: readonly Advice[]): WritePlan {
  const wanted = advice.filter(({ change }) => change === "set" || change === "remove");
  const notes: string[] = [];
  const changes = [
    ...editDocument(configuration.host, "host.json", wanted.filter(({ home }) => home === "host.json"), ({ setting }) => setting.split("."), ({ value }) => value, notes),
    // App settings are texts, also in local.settings.json.
    ...editDocument(configuration.local, "local.settings.json", wanted.filter(({ home }) => home === "app setting"), ({ setting }) => ["Values", setting], ({ value }) => (value === null ? null : String(value)), notes),
  ];
  return { changes, notes };
}

function editDocument(document: JsonDocument | null, name: string, wanted: readonly Advice[], pathOf: (advice: Advice) => JSONPath, valueOf: (advice: Advice) => Advice["value"], notes: string[]): Change[] {
  if (wanted.length === 0) return [];
  const obstacle = obstacleOf(document);
  if (document === null || obstacle !== null) {
    notes.push(`--write cannot change ${wanted.map(({ setting }) => setting).join(", ")}: ${name} ${obstacle}.`);
    return [];
  }
  const formattingOptions = layoutOf(document.text);
  let text = document.text;
  for (const advice of wanted) {
    const value = valueOf(advice);
    if (value === null && valueAt(document, pathOf(advice)) === null) continue;
    text = setProperty(text, pathOf(advice), value ?? undefined, formattingOptions);
  }
  if (parseDocument(document.path, text).problem !== null) throw new Error(`The edits of ${document.path} would break it.`);
  return text === document.text ? [] : [{ kind: "edit", path: document.path, before: document.text, edits: [differing(document.text, text)] }];
}

function obstacleOf(document: JsonDocument | null): string | null {
  if (document === null) return "does not exist";
  if (document.problem !== null) return `could not be read as JSON (${document.problem.message})`;
  if (valueAt(document, ["IsEncrypted"])?.value === true) return "is encrypted; run `func settings decrypt` first";
  return null;
}

/** The indentation and line ends that the file has. */
function layoutOf(text: string): FormattingOptions {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? "  ";
  return { insertSpaces: !indent.startsWith("\t"), tabSize: indent.length, eol: text.includes("\r\n") ? "\r\n" : "\n" };
}

/** One edit for the part in which two texts differ. */
function differing(before: string, after: string): { start: number; end: number; text: string } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let same = 0;
  while (same < shorter - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  return { start, end: before.length - same, text: after.slice(start, after.length - same) };
}
