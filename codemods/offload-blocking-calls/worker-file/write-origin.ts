import { ts } from "ts-morph";

import { ImportLedger } from "../../../src/languages/javascript/rewrite/imports.ts";
import type { FileStyle } from "../../../src/languages/javascript/rewrite/style.ts";
import { TextEdits } from "../../../src/languages/javascript/rewrite/text-edits.ts";
import { indexOf } from "../../../src/languages/javascript/rewrite/tree-index.ts";
import { applyEdits } from "../../../src/model/change.ts";
import type { Range } from "../../../src/model/text.ts";
import { RUNTIME } from "../javascript-remedy.ts";
import { isExported, namesOf, type Closure } from "./closure.ts";
import { insertAfterImports } from "../after-imports.ts";
import { dropUnusedImports } from "./drop-imports.ts";
import type { ModuleForm } from "./module-form.ts";
import { usesIn } from "./module-level.ts";
import type { Program } from "./program.ts";
import { lineRange, ownRange } from "./statement-text.ts";
import type { Target } from "./target.ts";

/** The file that the functions leave: each is bound to its offloaded form, what moved with them is gone or imported back. */
export function writeOrigin(program: Program, file: ts.SourceFile, targets: readonly Target[], closure: Closure, form: ModuleForm, style: FileStyle): string | { readonly trouble: string } {
  const { text, fileName } = file;
  const index = indexOf(text, fileName);
  if (index === undefined) return { trouble: "its file does not parse" };
  const { newline, semicolon, quote, isModule } = style;
  const edits = new TextEdits();
  const ledger = new ImportLedger(index, fileName);
  const create = ledger.reach(RUNTIME, "workerModule");
  const url = form.isModule ? `new URL(${quote}${form.url}${quote}, import.meta.url)` : `${ledger.reach("node:url", "pathToFileURL")}(${ledger.reach("node:path", "join")}(__dirname, ${quote}${form.url.slice(2)}${quote}))`;
  const stem = form.specifier.replace(/^\.\//, "").replace(/\.worker(?:\.[cm]?[jt]sx?)?$/, "").replace(/[^A-Za-z0-9]+(.)?/g, (_match, next: string | undefined) => next?.toUpperCase() ?? "");
  const worker = ledger.constant(`${/^\d/.test(stem) ? "module" : ""}${stem}Worker`, `${create}(${url}, () => import(${quote}${form.specifier}${quote}))`, "Thread");
  ledger.write(edits);

  const replaced = new Set<ts.Statement>();
  const earlier = new Map<ts.Statement, Target[]>();
  for (const target of targets) {
    const place = placeOf(program, file, target);
    if (place === undefined) return { trouble: `\`${target.name}\` is used before the imports of its file: move that use down` };
    const [first] = target.statements;
    if (place !== first) {
      earlier.set(place, [...(earlier.get(place) ?? []), target]);
      continue;
    }
    const own = ownRange(place);
    edits.replace(own.start, own.end, bindings([target], worker, semicolon, newline));
    replaced.add(place);
  }
  for (const [place, group] of earlier) edits.open(ownRange(place).start, bindings(group, worker, semicolon, newline) + newline + newline);
  for (const { start, end } of runsOf(file, new Set(closure.moved.filter(statement => !replaced.has(statement))))) edits.replace(start, end, "");
  for (const statement of file.statements)
    if (namesOf(statement).some(name => closure.sharedTypes.has(name)) && !isExported(statement) && !closure.moved.includes(statement)) edits.open(statement.getStart(), "export ");

  const back = backLines(program, file, closure, form, isModule, quote, semicolon);
  const applied = applyEdits(text, edits.edits());
  const withBack = back.length === 0 ? applied : insertAfterImports(applied, fileName, back.join(newline), newline);
  if (withBack === undefined) return { trouble: "what would be left of its file does not parse" };
  return dropUnusedImports(text, withBack, fileName) ?? { trouble: "what would be left of its file does not parse" };
}

/** What binds the names from now on: those of one form in one statement. */
function bindings(targets: readonly Target[], worker: string, semicolon: string, newline: string): string {
  const declared = targets.filter(({ form, isDefault }) => form === "declaration" && !isDefault);
  const line = (prefix: string, names: readonly Target[]): string[] => (names.length === 0 ? [] : [`${prefix}const { ${names.map(({ name }) => name).join(", ")} } = ${worker}${semicolon}`]);
  return [
    ...line("export ", declared.filter(({ statements }) => isExported(statements[0]!))),
    ...line("", declared.filter(({ statements }) => !isExported(statements[0]!))),
    ...targets.filter(({ isDefault }) => isDefault).flatMap(({ name }) => [`const { ${name} } = ${worker}${semicolon}`, `export default ${name}${semicolon}`]),
    ...targets.filter(({ form }) => form === "export").map(({ name, statements }) => `${assigned(statements[0]!)} = ${worker}.${name}${semicolon}`),
  ].join(newline);
}

/** The left side of `exports.name = …`. */
function assigned(statement: ts.Statement): string {
  return ts.isExpressionStatement(statement) && ts.isBinaryExpression(statement.expression) ? statement.expression.left.getText() : "";
}

/** A function is there from the first line on, a constant only after its own: before the first statement that uses it while the file loads. */
function placeOf(program: Program, file: ts.SourceFile, { name, statements }: Target): ts.Statement | undefined {
  const [own] = statements;
  const lastImport = file.statements.findLastIndex(statement => ts.isImportDeclaration(statement) || (ts.isVariableStatement(statement) && /\brequire\(/.test(statement.getText())));
  for (const [at, statement] of file.statements.entries()) {
    if (statement === own) return own;
    if (statements.includes(statement) || ts.isExportDeclaration(statement)) continue;
    const isUsed = usesIn(program, statement).some(use => use.name.text === name && !use.isType && !isInFunction(use.name, statement));
    if (isUsed) return at > lastImport ? statement : undefined;
  }
  return own;
}

function isInFunction(node: ts.Node, within: ts.Node): boolean {
  for (let at = node; at !== within; at = at.parent) if (ts.isFunctionLike(at)) return true;
  return ts.isFunctionLike(within);
}

/** The lines of statements that stand one below the other, together. */
function runsOf(file: ts.SourceFile, gone: ReadonlySet<ts.Statement>): Range[] {
  const runs: { start: number; end: number }[] = [];
  file.statements.forEach((statement, at) => {
    if (!gone.has(statement)) return;
    const { start, end } = ownRange(statement);
    if (at > 0 && gone.has(file.statements[at - 1]!)) runs.at(-1)!.end = end;
    else runs.push({ start, end });
  });
  return runs.map(run => lineRange(file.text, run));
}

/** Values that moved and are still used here, or exported from here. */
function backLines(program: Program, file: ts.SourceFile, { backValues, moved }: Closure, { specifier }: ModuleForm, isModule: boolean, quote: string, semicolon: string): string[] {
  if (backValues.size === 0) return [];
  const isMoved = new Set<ts.Statement>(moved);
  const used = new Set(file.statements.filter(statement => !isMoved.has(statement)).flatMap(statement => usesIn(program, statement).map(({ name }) => name.text)));
  const exported = new Set(moved.filter(isExported).flatMap(namesOf));
  const [here, onward] = [[...backValues].filter(name => used.has(name)).sort(), [...backValues].filter(name => exported.has(name)).sort()];
  if (!isModule) return [`const { ${here.join(", ")} } = require(${quote}${specifier}${quote})${semicolon}`];
  return [
    ...(here.length > 0 ? [`import { ${here.join(", ")} } from ${quote}${specifier}${quote}${semicolon}`] : []),
    ...(onward.length > 0 ? [`export { ${onward.join(", ")} } from ${quote}${specifier}${quote}${semicolon}`] : []),
  ];
}
