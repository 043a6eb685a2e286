import { walkNodes, type Expression, type NamedExpr, type Pattern, type Statement } from "../nodes.ts";
import { declare, declareOuter, type Scope } from "./scopes.ts";

type Bind = (name: string) => void;

/**
 * Declares every name that a body binds in its own scope, as Python does before it runs the body. `walrus`: whether the
 * text holds `:=` at all, so that expressions need to be searched.
 */
export function bindBody(scope: Scope, module: Scope, body: readonly Statement[], walrus: boolean): void {
  const outer: { names: readonly string[]; global: boolean }[] = [];
  eachBinding(body, walrus, (name, sites) => declare(scope, name, sites), (names, global) => outer.push({ names, global }));
  for (const { names, global } of outer)
    for (const name of names) {
      const target = global ? module : enclosing(scope, name);
      if (target !== null && target !== scope) declareOuter(scope, name, target);
    }
}

/** The names that some statements bind, for a loop whose body may run again. */
export function boundNames(body: readonly Statement[], walrus: boolean): Set<string> {
  const names = new Set<string>();
  eachBinding(body, walrus, name => names.add(name), () => undefined);
  return names;
}

function enclosing(scope: Scope, name: string): Scope | null {
  for (let outer = scope.parent; outer !== null; outer = outer.parent)
    if (outer.kind === "function" && outer.names.has(name)) return outer;
  return null;
}

function eachBinding(
  body: readonly Statement[],
  walrus: boolean,
  bind: (name: string, sites: number) => void,
  declareNames: (names: readonly string[], global: boolean) => void,
): void {
  const one: Bind = name => bind(name, 1);
  const visit = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      if (walrus) bindWalrus(statement, one);
      switch (statement.nodeType) {
        case "Assign":
          for (const target of statement.targets) bindTarget(target, one);
          break;
        case "AnnAssign":
          if (statement.target.nodeType === "Name") bind(statement.target.id, statement.value ? 1 : 0);
          break;
        case "AugAssign":
          if (statement.target.nodeType === "Name") bind(statement.target.id, 0);
          break;
        case "FunctionDef":
        case "AsyncFunctionDef":
        case "ClassDef":
          one(statement.name);
          break;
        case "Import":
          for (const alias of statement.names) one(alias.asname ?? alias.name.split(".", 1)[0]!);
          break;
        case "ImportFrom":
          for (const alias of statement.names) if (alias.name !== "*") one(alias.asname ?? alias.name);
          break;
        case "For":
        case "AsyncFor":
          bindTarget(statement.target, one);
          visit(statement.body);
          visit(statement.orelse);
          break;
        case "While":
        case "If":
          visit(statement.body);
          visit(statement.orelse);
          break;
        case "With":
        case "AsyncWith":
          for (const item of statement.items) if (item.optional_vars) bindTarget(item.optional_vars, one);
          visit(statement.body);
          break;
        case "Try":
        case "TryStar":
          visit(statement.body);
          for (const handler of statement.handlers) {
            if (handler.name != null) one(handler.name);
            visit(handler.body);
          }
          visit(statement.orelse);
          visit(statement.finalbody);
          break;
        case "Match":
          for (const choice of statement.cases) {
            bindPattern(choice.pattern, one);
            visit(choice.body);
          }
          break;
        case "TypeAlias":
          bindTarget(statement.name, one);
          break;
        case "Delete":
          for (const target of statement.targets) if (target.nodeType === "Name") bind(target.id, 0);
          break;
        case "Global":
          declareNames(statement.names, true);
          break;
        case "Nonlocal":
          declareNames(statement.names, false);
          break;
      }
    }
  };
  visit(body);
}

/** Each name that an assignment target binds. */
export function bindTarget(target: Expression, bind: Bind): void {
  if (target.nodeType === "Name") bind(target.id);
  else if (target.nodeType === "Starred") bindTarget(target.value, bind);
  else if (target.nodeType === "Tuple" || target.nodeType === "List") for (const item of target.elts) bindTarget(item, bind);
}

function bindPattern(pattern: Pattern, bind: Bind): void {
  switch (pattern.nodeType) {
    case "MatchAs":
      if (pattern.name != null) bind(pattern.name);
      if (pattern.pattern) bindPattern(pattern.pattern, bind);
      break;
    case "MatchStar":
      if (pattern.name != null) bind(pattern.name);
      break;
    case "MatchMapping":
      if (pattern.rest != null) bind(pattern.rest);
      for (const item of pattern.patterns) bindPattern(item, bind);
      break;
    case "MatchClass":
      for (const item of [...pattern.patterns, ...pattern.kwd_patterns]) bindPattern(item, bind);
      break;
    case "MatchSequence":
    case "MatchOr":
      for (const item of pattern.patterns) bindPattern(item, bind);
      break;
  }
}

const OWN_SCOPE: ReadonlySet<string> = new Set(["Lambda", "FunctionDef", "AsyncFunctionDef", "ClassDef"]);

/** `:=` in an expression, or in those of one statement: the statements below it have their own turn. */
export function bindWalrus(root: Statement | Expression, bind: Bind): void {
  walkNodes(root, node => {
    if (node.nodeType === "NamedExpr") bindTarget((node as NamedExpr).target, bind);
    return node === root || (!OWN_SCOPE.has(node.nodeType) && !STATEMENTS.has(node.nodeType));
  });
}

const STATEMENTS: ReadonlySet<string> = new Set(
  `Return Delete Assign TypeAlias AugAssign AnnAssign For AsyncFor While If With AsyncWith Match Raise Try TryStar Assert
  Import ImportFrom Global Nonlocal Expr Pass Break Continue`.split(/\s+/),
);
