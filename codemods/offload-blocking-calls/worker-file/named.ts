import { ts } from "ts-morph";

import { namesOf } from "./closure.ts";
import type { Program } from "./program.ts";
import { isMarked, marksIn } from "./statement-text.ts";

/** A function that the user wants to run on worker threads. */
export interface NamedFunction {
  /** Absolute. */
  readonly path: string;
  readonly name: string;
  /** Where it is named, for messages: `--offload`, a configuration file. */
  readonly by: string;
}

/** A `funcfix-offload` comment that stands above no function of the module. */
export interface StrayMark {
  readonly path: string;
  readonly offset: number;
}

/** The functions below `// funcfix-offload` comments. */
export function markedFunctions(program: Program, paths: readonly string[]): { readonly named: readonly NamedFunction[]; readonly stray: readonly StrayMark[] } {
  const named: NamedFunction[] = [];
  const stray: StrayMark[] = [];
  for (const path of paths) {
    const file = program.file(path);
    if (file === undefined) continue;
    const marked = file.statements.filter(isMarked);
    const names = new Set(marked.flatMap(functionName));
    named.push(...[...names].map(name => ({ path, name, by: "the comment above it" })));
    const covered = marked.filter(statement => functionName(statement).length > 0);
    for (const offset of marksIn(file.text)) if (!covered.some(statement => statement.pos <= offset && offset < statement.getStart())) stray.push({ path, offset });
  }
  return { named, stray };
}

function functionName(statement: ts.Statement): readonly string[] {
  if (ts.isFunctionDeclaration(statement)) return statement.name === undefined ? ["default"] : [statement.name.text];
  if (ts.isVariableStatement(statement)) return namesOf(statement).slice(0, 1);
  if (ts.isExpressionStatement(statement) && ts.isBinaryExpression(statement.expression) && ts.isPropertyAccessExpression(statement.expression.left)) return [statement.expression.left.name.text];
  return [];
}
