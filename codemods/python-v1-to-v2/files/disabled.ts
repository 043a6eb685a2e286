import { join } from "node:path";
import { applyEdits as applyJsonEdits, modify } from "jsonc-parser";

import type { FunctionDefinition } from "../../../src/model/app.ts";
import type { Change } from "../../../src/model/change.ts";
import type { Files } from "../../../src/project/files.ts";
import { isRecord, property, readJson } from "../../../src/project/json.ts";
import type { Findings } from "../findings.ts";

/** v2 has no `disabled`: the app setting `AzureWebJobs.<name>.Disabled` does it, locally in local.settings.json. */
export function disabledSettings(files: Files, root: string, functions: readonly FunctionDefinition[], findings: Findings): Change | undefined {
  const settings: string[] = [];
  for (const { name, disabled, source } of functions) {
    if (disabled === undefined || disabled === null || disabled === false || disabled === "false") continue;
    const key = `AzureWebJobs.${name}.Disabled`;
    const place = { path: source, range: { start: 0, end: 0 } };
    if (disabled === true || disabled === "true") {
      settings.push(key);
      findings.note("manual", "function-disabled", `\`${name}\` is disabled in function.json. v2 has no such switch in the code: set the app setting \`${key}\` to \`true\` in Azure before you deploy, or the function starts to run.`, { function: name, place });
    } else {
      findings.note("manual", "function-disabled-by-setting", `\`disabled\` of \`${name}\` is ${JSON.stringify(disabled)}, a setting that v2 does not read: set the app setting \`${key}\` in Azure to what it says.`, { function: name, place });
    }
  }
  return settings.length === 0 ? undefined : localSettings(files, root, settings);
}

function localSettings(files: Files, root: string, keys: readonly string[]): Change | undefined {
  const path = join(root, "local.settings.json");
  const before = files.read(path);
  if (before === undefined) return undefined;
  const { value } = readJson(before);
  const values = isRecord(value) ? property(value, "Values") : undefined;
  if (!isRecord(values)) return undefined;
  let text = before;
  const tabSize = /^( +)"/m.exec(before)?.[1]?.length ?? 2;
  for (const key of keys) {
    if (property(values, key) !== undefined) continue;
    const edits = modify(text, ["Values", key], "true", { formattingOptions: { insertSpaces: !/^\t"/m.test(before), tabSize, eol: before.includes("\r\n") ? "\r\n" : "\n" } });
    text = applyJsonEdits(text, edits);
  }
  return text === before ? undefined : { kind: "edit", path, before, edits: [difference(before, text)] };
}

/** The one range that differs. */
function difference(before: string, after: string): { start: number; end: number; text: string } {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = before.length;
  let last = after.length;
  while (end > start && last > start && before[end - 1] === after[last - 1]) {
    end--;
    last--;
  }
  return { start, end, text: after.slice(start, last) };
}
