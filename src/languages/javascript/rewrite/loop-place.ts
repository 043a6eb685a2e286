import type { FunctionNode, Node } from "../ast.ts";
import { METHODS, type LoopMethod } from "./loop-plan.ts";
import { usesOf } from "./names.ts";
import { isFunction, walkTree, type TreeIndex } from "./tree-index.ts";

type CallExpression = Node & { readonly type: "CallExpression" };

/** Where a loop is written, and the variable that takes its result. */
export interface LoopPlace {
  /** The statement before which the loop stands. */
  readonly statement: Node;
  /** None for a loop that gives nothing. `own`: the statement only declares it, and goes. */
  readonly result: { readonly name: string; readonly declares: string; readonly start: string; readonly own: boolean } | undefined;
  /** The arrow function without braces whose value the statement is: it gets braces and a `return`. */
  readonly arrow: FunctionNode | undefined;
}

/** Calls that become loops already: they stand before the statement, in their order. */
export type LoopedCalls = ReadonlySet<Node>;

const NONE: LoopedCalls = new Set();

type PlaceOrTrouble = LoopPlace | { readonly trouble: string };

/** Decides it; a trouble is the end of a sentence. */
export function placeOf(index: TreeIndex, call: CallExpression, fn: FunctionNode | undefined, method: LoopMethod, fresh: (wanted: readonly string[]) => string, looped: LoopedCalls = NONE): PlaceOrTrouble {
  const outer = index.parent(call)!;
  const parent = outer.type === "ChainExpression" ? index.parent(outer)! : outer;
  if (parent.type === "ExpressionStatement" && (method === "forEach" || method === "map")) {
    if (method === "map") return { trouble: "nobody takes its result: write `forEach`" };
    return { statement: parent, result: undefined, arrow: undefined };
  }
  const around = index.functionAround(call);
  const arrow = around?.body != null && around.body.type !== "BlockStatement" ? around : undefined;
  if (method === "forEach") return { trouble: "its result, which is nothing, is used" };
  const statement = arrow?.body ?? index.innerStatementOf(call);
  if (arrow !== undefined && index.text.slice(arrow.start, arrow.end).includes("//")) return { trouble: "it stands in an arrow function without braces that holds a comment" };
  const hoisted = hoistTrouble(index, call, statement, looped);
  if (hoisted !== undefined) return { trouble: hoisted };
  if (method === "reduce" || method === "reduceRight") return reducePlace(index, call, fn!, statement, arrow);

  const { names, start, declares } = METHODS[method];
  const declared = declaredBy(statement, call);
  const clashes = declared !== undefined && fn !== undefined && usesOf(index, declared.name).some(use => use.start >= fn.start && use.end <= fn.end);
  if (declared !== undefined && !clashes && method !== "flatMap") {
    const keyword = declares === "const" ? declared.keyword : "let";
    return { statement, arrow, result: { name: declared.name, declares: `${keyword} ${index.text.slice(declared.id.start, declared.id.end)}`, start, own: true } };
  }
  const name = fresh(names);
  return { statement, arrow, result: { name, declares: `${declares} ${name}`, start, own: false } };
}

/** `const pages = names.map(…);`: the name that it declares. */
function declaredBy(statement: Node, call: Node): { readonly name: string; readonly id: Node; readonly keyword: string } | undefined {
  if (statement.type !== "VariableDeclaration" || statement.declarations.length !== 1 || statement.kind === "var") return undefined;
  const [{ id, init }] = statement.declarations as [Node & { readonly type: "VariableDeclarator" }];
  return init === call && id.type === "Identifier" ? { name: id.name, id, keyword: statement.kind } : undefined;
}

/** The accumulator becomes a variable of the function around. */
function reducePlace(index: TreeIndex, call: CallExpression, fn: FunctionNode, statement: Node, arrow: FunctionNode | undefined): PlaceOrTrouble {
  const [accumulator] = fn.params;
  const start = call.arguments[1]!;
  if (accumulator?.type !== "Identifier") return { trouble: "its accumulator is taken apart" };
  if (!isPure(start)) return { trouble: "its start value is computed" };
  if (fn.params.length < 2) return { trouble: "the callback does not take the item" };
  const declared = declaredBy(statement, call);
  const own = declared?.name === accumulator.name;
  const around = index.functionAround(call);
  const elsewhere = usesOf(index, accumulator.name).some(node => (node.start < fn.start || node.end > fn.end) && !own && (around === undefined || index.functionAround(node) === undefined || (node.start >= around.start && node.end <= around.end)));
  if (elsewhere) return { trouble: "its accumulator has the name of something else" };
  const type = accumulator.typeAnnotation == null ? "" : index.text.slice(accumulator.typeAnnotation.start, accumulator.typeAnnotation.end);
  const generic = call.typeArguments == null || type !== "" ? "" : `: ${index.text.slice(call.typeArguments.params[0]!.start, call.typeArguments.params[0]!.end)}`;
  const name = own ? index.text.slice(declared.id.start, declared.id.end) : `${accumulator.name}${type}${generic}`;
  return { statement, arrow, result: { name: accumulator.name, declares: `let ${name}`, start: index.text.slice(start.start, start.end), own } };
}

/** Why the call cannot be evaluated before its statement, as the end of a sentence. */
function hoistTrouble(index: TreeIndex, call: Node, statement: Node, looped: LoopedCalls): string | undefined {
  let below = call;
  for (const at of index.ancestors(call)) {
    if (isConditional(at, below)) return "it is evaluated only under a condition";
    if (/^(?:For|While|DoWhile)/.test(at.type) && !(/^For(?:Of|In)Statement$/.test(at.type) && "right" in at && at.right === below)) return "it stands in the head of a loop";
    if (at.type === "VariableDeclaration" && at.declarations.length > 1) return "it stands among several declarations";
    const earlier = evaluatedBefore(at, below);
    if (earlier.some(node => !isPure(node, looped))) return "something else of its statement is evaluated before it";
    if (at === statement || isFunction(at)) return undefined;
    below = at;
  }
  return undefined;
}

function isConditional(at: Node, below: Node): boolean {
  if (at.type === "LogicalExpression") return at.right === below;
  if (at.type === "ConditionalExpression") return at.test !== below;
  if (at.type === "IfStatement") return at.test !== below;
  if (at.type === "AssignmentPattern") return true;
  if (at.type === "AssignmentExpression") return /^(?:\?\?|\|\||&&)=$/.test(at.operator);
  return at.type === "ChainExpression" || at.type === "SwitchCase" || at.type === "LabeledStatement";
}

function evaluatedBefore(at: Node, below: Node): readonly Node[] {
  const before: Node[] = [];
  walkTree(at, node => {
    if (node === at) return true;
    if (node.end <= below.start) before.push(node);
    return false;
  });
  return before;
}

function callsAnything(node: Node): boolean {
  let calls = false;
  walkTree(node, at => {
    calls ||= at.type === "CallExpression" || at.type === "NewExpression" || at.type === "TaggedTemplateExpression";
    return !calls;
  });
  return calls;
}

/** Evaluating it neither does anything nor depends on when it is done. */
function isPure(node: Node, looped: LoopedCalls = NONE): boolean {
  if (looped.has(node)) return true;
  switch (node.type) {
    case "Literal":
    case "Identifier":
    case "ThisExpression":
      return true;
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      // Its text is written anew: nothing in it may be edited on its own.
      return !callsAnything(node);
    case "MemberExpression":
      return !node.computed && isPure(node.object, looped);
    case "TemplateLiteral":
      return node.expressions.every(each => isPure(each, looped));
    case "ArrayExpression":
      return node.elements.every(each => each === null || isPure(each, looped));
    case "ObjectExpression":
      return node.properties.every(each => isPure(each, looped));
    case "Property":
      return !node.computed && isPure(node.value, looped);
    case "UnaryExpression":
      return node.operator !== "delete" && isPure(node.argument, looped);
    case "ObjectPattern":
    case "ArrayPattern":
      return true;
    case "TSTypeAnnotation":
    case "TSTypeParameterInstantiation":
      return true;
    case "VariableDeclaration":
      return node.declarations.every(({ init }) => init === null);
    default:
      return false;
  }
}
