import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { FamilyData, ModuleData } from "../catalogue/data.ts";

const folder = new URL("../catalogue/", import.meta.url);
const languages = ["javascript", "python"] as const;

/** The modules of a language, from all its files, by name. */
export function readModules(language: (typeof languages)[number]): ModuleData[] {
  const modules: ModuleData[] = [];
  for (const file of readdirSync(new URL(`${language}/`, folder)).sort())
    modules.push(...(JSON.parse(readFileSync(new URL(`${language}/${file}`, folder), "utf8")) as FamilyData).modules);
  return modules.sort((a, b) => (a.module < b.module ? -1 : 1));
}

/**
 * One source file per language that holds each module's data as text. Importing the JSON files themselves costs 11 to
 * 15 ms at every start (30 files, measured on Node 20); a text costs nothing until its module is asked for. It is ASCII,
 * because V8 keeps and parses other strings at two bytes a character.
 */
export function generate(): readonly { readonly path: string; readonly text: string }[] {
  return languages.map(language => {
    const modules = readModules(language);
    const alsoAt = modules.flatMap(({ module, alsoAt: names }) => (names ?? []).map(name => `  ${literal(name)}: ${literal(module)},`));
    const conventions = modules.filter(module => module.conventions !== undefined).map(({ module }) => literal(module));
    const text = [
      `// Generated from \`src/catalogue/${language}/*.json\` by \`npm run update\`.`,
      `import type { LanguageText } from "../data.ts";`,
      "",
      "const modules = {",
      ...modules.map(module => `  ${literal(module.module)}: ${literal(JSON.stringify(module))},`),
      "};",
      "",
      "const alsoAt = {",
      ...alsoAt,
      "};",
      "",
      `export const ${language}: LanguageText = { modules, alsoAt, conventions: [${conventions.join(", ")}] };`,
      "",
    ].join("\n");
    return generatedFile(`src/catalogue/generated/${language}.ts`, text);
  });
}

/** A single-quoted ASCII literal: the many double quotes of JSON stay as they are. */
function literal(text: string): string {
  const ascii = text.replace(/[\\']/g, "\\$&").replace(/[^ -~]/g, other => `\\u${other.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `'${ascii}'`;
}

/** A file of the repository, by its path from the root. */
export function generatedFile(path: string, text: string): { readonly path: string; readonly text: string } {
  return { path: fileURLToPath(new URL(`../../${path}`, import.meta.url)), text };
}
