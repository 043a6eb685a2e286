import { ModuleTable } from "../catalogue/module-table.ts";
import type { BlockingCall, Remedy } from "../model/catalogue.ts";
import type { Language } from "../model/facts.ts";
import { generatedFile, readModules } from "./generate-catalogue-data.ts";

const TITLES: Readonly<Record<Language, string>> = { javascript: "JavaScript and TypeScript", python: "Python" };

/** `docs/catalogue.md`: every entry of the catalogue as a table per module. */
export function generate(): readonly { readonly path: string; readonly text: string }[] {
  const parts = (["python", "javascript"] as const).map(language => section(language));
  const text = [
    "<!-- Generated from src/catalogue by `npm run update`. -->",
    "# Blocking calls that funcfix knows",
    "",
    "Per module: the calls (without the name of the module), what they wait for, how severe that is, and what to write instead. *Crosses* says whether arguments and result survive the way to another thread.",
    "`X.*` means every method of the class but a few that only compute; `with X` and `for … in X` stand for the syntax that blocks.",
    "",
    ...parts,
  ].join("\n");
  return [generatedFile("docs/catalogue.md", text)];
}

function section(language: Language): string {
  const lines = [`## ${TITLES[language]}`, ""];
  for (const module of readModules(language)) {
    const rows = grouped([...new ModuleTable(language, module).entries()], module.module);
    const conventions = module.conventions ?? [];
    if (rows.length === 0 && conventions.length === 0) continue;
    lines.push(`### ${module.docs === undefined ? `\`${module.module}\`` : `[\`${module.module}\`](${module.docs})`}`, "");
    for (const { prefix, notSegments } of conventions)
      lines.push(`Every method of a \`…Client\` class of a \`${prefix}*\` module is a request, unless the module has a segment ${notSegments.map(name => `\`${name}\``).join(", ")} or the method's name says that it only computes.`, "");
    if (rows.length > 0) lines.push("| Calls | Kind | Bound | Severity | Instead | Crosses |", "|---|---|---|---|---|---|", ...rows, "");
  }
  return lines.join("\n");
}

/** One row for all calls that have everything else in common. */
function grouped(calls: readonly BlockingCall[], module: string): string[] {
  const rows = new Map<string, string[]>();
  for (const call of calls) {
    const { arguments: args, result } = call.crosses;
    const crosses = args && result ? "yes" : args ? "arguments" : result ? "result" : "no";
    const rest = `${call.kind} | ${call.bound} | ${call.severity} | ${cell(instead(call.remedy, call.asyncLibrary))} | ${crosses} |`;
    const names = rows.get(rest) ?? [];
    rows.set(rest, [...names, spelled(call.call.startsWith(`${module}.`) ? call.call.slice(module.length + 1) : call.call)]);
  }
  return [...rows].map(([rest, names]) => `| ${[...new Set(names)].join(", ")} | ${rest}`);
}

function spelled(call: string): string {
  const end = call.lastIndexOf(".");
  const owner = call.slice(0, end);
  switch (call.slice(end + 1)) {
    case "__enter__":
    case "__exit__":
      return `\`with ${owner}\``;
    case "__iter__":
    case "__next__":
      return `\`for … in ${owner}\``;
    case "__getitem__":
      return `\`${owner}[…]\``;
    case "__call__":
      return `\`${owner}(…)\``;
    case "__len__":
      return `\`len(${owner})\``;
    default:
      return `\`${call}\``;
  }
}

function instead(remedy: Remedy, library: string | undefined): string {
  const or = library === undefined ? "" : `, or \`${library}\``;
  switch (remedy.kind) {
    case "promise":
      return remedy.module === undefined ? `await \`.${remedy.name}\`` : `await \`${remedy.name}\` of \`${remedy.module}\``;
    case "promisify":
      return `\`promisify(${remedy.name})\` of \`${remedy.module}\``;
    case "native":
      return `await \`${remedy.module}.${remedy.name}\``;
    case "thread":
      return `await \`asyncio.to_thread\`${or}`;
    case "offload":
      return "offload to a worker thread";
    case "unit":
    case "manual":
      return remedy.advice;
  }
}

function cell(text: string): string {
  return text.replace(/\|/g, "\\|");
}
