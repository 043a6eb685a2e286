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
 * One source file per language that holds the data as text. Importing the JSON files themselves costs 11 to 15 ms at
 * every start (30 files, measured on Node 20); a string costs nothing until its language is asked for.
 */
export function generate(): readonly { readonly path: string; readonly text: string }[] {
  return languages.map(language => {
    const data = JSON.stringify({ modules: readModules(language) });
    const literal = `'${data.replace(/[\\']/g, "\\$&")}'`;
    const text = `/** Generated from \`src/catalogue/${language}/*.json\` by \`npm run update\`. */\nexport const text =\n  ${literal};\n`;
    return generatedFile(`src/catalogue/generated/${language}.ts`, text);
  });
}

/** A file of the repository, by its path from the root. */
export function generatedFile(path: string, text: string): { readonly path: string; readonly text: string } {
  return { path: fileURLToPath(new URL(`../../${path}`, import.meta.url)), text };
}
