import { join } from "node:path";
import { findNodeAtLocation } from "jsonc-parser";

import type { FunctionDefinition } from "../../../src/model/app.ts";
import type { Change } from "../../../src/model/change.ts";
import type { Files } from "../../../src/project/files.ts";
import { readJson } from "../../../src/project/json.ts";
import type { Findings } from "../findings.ts";

const NEWEST = "[4.*, 5.0.0)";

/** Raises the extension bundle of host.json (`--bundle`). Bundle 4 renamed the Cosmos DB properties: old names refuse. */
export function bundleChange(files: Files, root: string, functions: readonly FunctionDefinition[], findings: Findings): Change | undefined {
  const path = join(root, "host.json");
  const before = files.read(path);
  const { tree } = readJson(before ?? "");
  const version = tree && findNodeAtLocation(tree, ["extensionBundle", "version"]);
  if (before === undefined || version === undefined || typeof version.value !== "string") {
    findings.note("info", "bundle", "host.json names no extension bundle: there is nothing to raise.", { place: { path, range: { start: 0, end: 0 } } });
    return undefined;
  }
  if (/\[\s*4/.test(version.value)) return undefined;
  for (const fn of functions) {
    const old = fn.bindings.find(({ type, options }) => /^cosmosdb/i.test(type) && Object.keys(options).some(key => /collectionName$|^connectionStringSetting$/i.test(key)));
    if (old !== undefined)
      findings.refuse("bundle-cosmos-names", `\`${fn.name}\` has a Cosmos DB binding with the property names of bundle 2 and 3, which bundle 4 does not know. Leave out --bundle, or rename them first (\`containerName\`, \`connection\`).`, { function: fn.name, place: { path: fn.source, range: { start: 0, end: 0 } } });
  }
  findings.note("manual", "bundle", `The extension bundle goes from ${version.value} to ${NEWEST}: extensions change with it, test every trigger.`, { place: { path, range: { start: version.offset, end: version.offset + version.length } } });
  return { kind: "edit", path, before, edits: [{ start: version.offset, end: version.offset + version.length, text: JSON.stringify(NEWEST) }] };
}
