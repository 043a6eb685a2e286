import { join } from "node:path";

import { applyEdits, modify } from "jsonc-parser";

import type { Change } from "../../../src/model/change.ts";
import type { Files } from "../../../src/project/files.ts";
import { isRecord, property, readJson } from "../../../src/project/json.ts";

const BUNDLE = "[4.*, 5.0.0)";

/** Raises the extension bundle of host.json; undefined when there is none, or it is new enough. */
export function planBundle(files: Files, root: string): Change | undefined {
  const path = join(root, "host.json");
  const text = files.read(path);
  const version = text === undefined ? undefined : bundleVersion(text);
  if (text === undefined || version === undefined || version >= 4) return undefined;
  const edits = modify(text.replace(/^\uFEFF/, ""), ["extensionBundle", "version"], BUNDLE, {});
  const bom = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  return { kind: "edit", path, before: text, edits: [{ start: 0, end: text.length, text: bom + applyEdits(text.slice(bom.length), edits) }] };
}

/** The major version that the range of the bundle starts with. */
export function bundleVersion(text: string): number | undefined {
  const { value } = readJson(text);
  const bundle = isRecord(value) ? property(value, "extensionBundle") : undefined;
  const version = isRecord(bundle) ? property(bundle, "version") : undefined;
  const major = typeof version === "string" ? /\d+/.exec(version)?.[0] : undefined;
  return major === undefined ? undefined : Number(major);
}
