import { readableAppSettings } from "./known.ts";
import type { AppSetting, SettingFiles } from "./configuration.ts";

const deepest = 4;
const skipped = /^(?:node_modules|\.git|\.venv|venv|\.python_packages|dist|bin|obj)$/;

/** Bicep, ARM and Terraform files of an app: beside it, in its infra folder, and in the one beside azure.yaml (azd). */
export function infrastructureFiles(root: string, files: SettingFiles): string[] {
  const folders = new Set([root]);
  for (let folder = root; folder !== ""; folder = folder.slice(0, folder.lastIndexOf("/"))) {
    if (folder !== root && !files.list(folder).includes("azure.yaml")) continue;
    for (const name of ["infra", "infrastructure", "iac", "deploy", "bicep", "arm", "terraform"]) if (files.isFolder(`${folder}/${name}`)) folders.add(`${folder}/${name}`);
  }
  return [...folders].flatMap(folder => collect(folder, files, folder === root ? 0 : deepest));
}

function collect(folder: string, files: SettingFiles, depth: number): string[] {
  return files.list(folder).flatMap(name => {
    const path = `${folder}/${name}`;
    if (/\.(?:bicep|bicepparam|tf)$/.test(name)) return [path];
    if (name.endsWith(".json")) return isTemplate(files.read(path) ?? "") ? [path] : [];
    return depth > 0 && !skipped.test(name) && files.isFolder(path) ? collect(path, files, depth - 1) : [];
  });
}

function isTemplate(text: string): boolean {
  return /"\$schema"\s*:\s*"[^"]*deployment(?:Template|Parameters)\.json/i.test(text);
}

/** A name in any of the quotes, then its value: as a pair of `name` and `value`, or as key and value. */
const written = /(?<![\w.])(['"]?)([A-Z][A-Z0-9_]+)\1(?:\s*,?\s*['"]?value['"]?\s*[:=]\s*|\s*[:=]\s*)(?:(['"])(.*?)\3|(\d+)|([^\s,}]+))/g;

/** The known app settings that infrastructure code sets. Read-only: this code is reported on, never changed. */
export function readInfrastructure(path: string, text: string): AppSetting[] {
  const code = path.endsWith(".json") ? text : withoutComments(text);
  return [...code.matchAll(written)].flatMap(match => {
    const [whole, , name = "", , quoted, number, expression] = match;
    if (!readableAppSettings.has(name)) return [];
    // ARM and Terraform put expressions in quotes.
    const text = quoted ?? number;
    const value = text === undefined || /^\[.*\]$|\$\{/.test(text) ? null : text;
    const length = (quoted === undefined ? (number ?? expression ?? "") : `"${quoted}"`).length;
    const end = match.index + whole.length;
    return [{ name, value, path, range: { start: end - length, end } }];
  });
}

/** Comments become blanks, so that offsets stay. Texts keep what looks like a comment in them, such as `https://`. */
function withoutComments(text: string): string {
  return text.replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|#[^\n]*|\/\*[^]*?\*\//g, part => (/^['"]/.test(part) ? part : part.replace(/[^\n]/g, " ")));
}
