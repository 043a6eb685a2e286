import { ts } from "ts-morph";

import { usesIn, type Use } from "./module-level.ts";
import type { Program } from "./program.ts";
import type { Target } from "./target.ts";

/** What goes with the functions into the worker file, and what they share with the rest of their file. */
export interface Closure {
  /** Statements that move, in the order of the file: the functions, and the values and types that only make sense with them. */
  readonly moved: readonly ts.Statement[];
  /** Moved values that the rest of the file, or another file, uses too. */
  readonly backValues: ReadonlySet<string>;
  /** Types that stay and are imported as types. */
  readonly sharedTypes: ReadonlySet<string>;
  /** Uses of imports in what moves. */
  readonly imports: readonly Use[];
}

/** Follows what the functions use at module level: values move with them; types move when nothing else uses them. */
export function closureOf(program: Program, file: ts.SourceFile, targets: readonly Target[]): Closure {
  const values = new Set<ts.Statement>(targets.flatMap(({ statements }) => statements));
  const types = new Set<ts.Statement>();
  const queue: ts.Statement[] = [...values];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const { declared, isType } of usesIn(program, at)) {
      const set = declared.kind === "import" ? undefined : declared.kind === "type" || isType ? types : values;
      if (set === undefined || set.has(declared.statement)) continue;
      set.add(declared.statement);
      // Of a value that only its type is taken of, nothing is needed.
      if (set === values || declared.kind === "type") queue.push(declared.statement);
    }
  }
  const stays = typesThatStay(program, file, values, types);
  const moved = file.statements.filter(statement => values.has(statement) || (types.has(statement) && !stays.has(statement)));
  const targetStatements = new Set(targets.flatMap(({ statements }) => statements));
  const isMoved = new Set<ts.Statement>(moved);
  const back = new Set<string>();
  for (const statement of file.statements) {
    if (isMoved.has(statement)) continue;
    for (const { declared, name } of usesIn(program, statement)) if (isMoved.has(declared.statement) && declared.kind === "value" && !targetStatements.has(declared.statement)) back.add(name.text);
  }
  for (const statement of moved) if (!targetStatements.has(statement) && isExported(statement)) for (const name of namesOf(statement)) back.add(name);
  const uses = moved.flatMap(statement => usesIn(program, statement));
  return {
    moved,
    backValues: back,
    sharedTypes: new Set(uses.filter(({ declared }) => declared.kind !== "import" && !isMoved.has(declared.statement)).map(({ name }) => name.text)),
    imports: uses.filter(({ declared }) => declared.kind === "import"),
  };
}

/** Types that are exported, or that something which stays uses. */
function typesThatStay(program: Program, file: ts.SourceFile, values: ReadonlySet<ts.Statement>, types: ReadonlySet<ts.Statement>): ReadonlySet<ts.Statement> {
  const stays = new Set([...types].filter(statement => !values.has(statement) && (isExported(statement) || !(ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)))));
  for (let before = -1; before !== stays.size;) {
    before = stays.size;
    for (const statement of file.statements) {
      if (values.has(statement) || (types.has(statement) && !stays.has(statement))) continue;
      for (const { declared } of usesIn(program, statement)) if (types.has(declared.statement) && !values.has(declared.statement)) stays.add(declared.statement);
    }
  }
  return stays;
}

export function isExported(statement: ts.Statement): boolean {
  return ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

/** The names that a statement binds. */
export function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  if ("name" in statement && statement.name !== undefined && ts.isIdentifier(statement.name as ts.Node)) return [(statement.name as ts.Identifier).text];
  return [];
}

function boundNames(name: ts.BindingName): readonly string[] {
  return ts.isIdentifier(name) ? [name.text] : name.elements.flatMap(each => (ts.isOmittedExpression(each) ? [] : boundNames(each.name)));
}
