import type { FunctionNode, Node } from "../ast.ts";
import { propertyName } from "../ast.ts";
import { isFree, usesOf } from "./names.ts";
import { indentAt, type FileStyle } from "./style.ts";
import type { TextEdits } from "./text-edits.ts";
import { isBlock, isFunction, walkTree, type TreeIndex } from "./tree-index.ts";

type Method = "map" | "forEach" | "filter" | "some" | "every" | "find" | "reduce";

/** A call of an array method that becomes a loop of the function around it. */
export interface LoopPlan {
  readonly method: Method;
  readonly fn: FunctionNode;
  readonly call: Node;
  readonly receiver: Node;
  readonly statement: Node;
  /** What the loop calls each item, and its position if the callback asks for it. */
  readonly item: string;
  readonly position: string | undefined;
  /** The variable that holds the result; none for a loop that gives nothing. */
  readonly result: { readonly name: string; readonly declares: string; readonly start: string; readonly own: boolean } | undefined;
  /** The arrow function without braces whose value the statement is: it gets braces and a `return`. */
  readonly arrow: FunctionNode | undefined;
  /** `return` statements of the callback. */
  readonly returns: readonly (Node & { readonly type: "ReturnStatement" })[];
  readonly note?: string;
}

const METHODS: ReadonlySet<string> = new Set(["map", "forEach", "filter", "some", "every", "find", "reduce"]);
const RESULT_NAMES: Readonly<Record<Method, readonly string[]>> = {
  map: ["results", "mapped"], forEach: [], filter: ["kept", "selected"], some: ["found", "anyFound"], every: ["all", "allHold"], find: ["found", "match"], reduce: ["result", "reduced"],
};
const STARTS: Readonly<Record<Method, string>> = { map: "[]", forEach: "", filter: "[]", some: "false", every: "true", find: "", reduce: "" };

/**
 * Plans the loop that does what an array method does with its callback, one item after the other. Undefined when the
 * function is no callback of such a method; a trouble (the end of a sentence) when no loop gives the same result.
 */
export function planLoop(index: TreeIndex, fn: FunctionNode): LoopPlan | { readonly trouble: string } | undefined {
  const call = index.parent(fn);
  if (call?.type !== "CallExpression" || call.arguments[0] !== fn || call.callee.type !== "MemberExpression") return undefined;
  const method = propertyName(call.callee.property, call.callee.computed);
  if (method === undefined) return undefined;
  if (!METHODS.has(method)) return /^(?:sort|toSorted|replace|replaceAll|reduceRight|findIndex|findLast|findLastIndex|flatMap)$/.test(method) ? { trouble: `\`${method}\` does not wait for a promise` } : undefined;
  const kind = method as Method;
  const receiver = call.callee.object;
  if (call.optional || call.callee.optional || index.parent(call)?.type === "ChainExpression") return { trouble: "the call is optional" };
  if (kind === "reduce" ? call.arguments.length !== 2 : call.arguments.length !== 1) return { trouble: kind === "reduce" ? "it has no start value" : "it is given what `this` is" };
  const own = ownTrouble(index, fn, receiver);
  if (own !== undefined) return { trouble: own };

  const params = kind === "reduce" ? fn.params.slice(1) : fn.params;
  if (params.length > 2) return { trouble: "the callback takes the array itself" };
  const [itemParam, positionParam] = params;
  if (itemParam !== undefined && (itemParam.type === "AssignmentPattern" || itemParam.type === "RestElement" || itemParam.type === "TSParameterProperty")) return { trouble: "the callback's parameter has a default value" };
  if (positionParam !== undefined && positionParam.type !== "Identifier") return { trouble: "the callback's second parameter is not a plain name" };
  const item = itemParam === undefined ? freshName(index, ["item", "each"]) : patternText(index, itemParam);
  const bound = [itemParam, positionParam].flatMap(param => (param === undefined ? [] : namesIn(param)));
  if (namesIn(receiver).some(name => bound.includes(name))) return { trouble: "the callback's parameter has the name of something in the array's expression" };
  if ((kind === "filter" || kind === "find") && itemParam?.type !== "Identifier") return { trouble: "the callback takes its item apart" };

  const returns = ownReturns(fn);
  const body = bodyTrouble(index, fn, kind, returns);
  if (body !== undefined) return { trouble: body };
  const placed = placeOf(index, call, fn, kind);
  if ("trouble" in placed) return placed;
  const certain = isArray(index, receiver);
  const common = { method: kind, fn, call, receiver, item, position: positionParam?.type === "Identifier" ? positionParam.name : undefined, returns, ...placed };
  return certain ? common : { ...common, note: `The callback of \`${method}\` becomes a loop, which is the same where \`${short(index, receiver)}\` is an array.` };
}

/** Writes a loop; the texts of the array, of the callback's body and of what follows stay in place, so that they can be edited too. */
export function writeLoop(index: TreeIndex, plan: LoopPlan, style: FileStyle, edits: TextEdits): void {
  const { text } = index;
  const { fn, call, receiver, statement, result } = plan;
  const { newline, semicolon, indent: step } = style;
  const { arrow } = plan;
  const outer = indentAt(text, arrow?.start ?? statement.start);
  const indent = arrow === undefined ? outer : outer + step;
  const inner = indent + step;
  const head = plan.position === undefined ? `for (const ${plan.item} of ` : `for (const [${plan.position}, ${plan.item}] of `;
  const declaration = result === undefined ? "" : `${result.declares}${result.start === "" ? "" : ` = ${result.start}`}${semicolon}${newline}${indent}`;
  const from = arrow === undefined ? statement.start : bodyStart(index, arrow);
  const opening = (arrow === undefined ? "" : ` {${newline}${indent}`) + declaration + head;
  if (from === receiver.start) edits.open(from, opening, Infinity);
  else edits.replace(from, receiver.start, opening);
  const entries = plan.position === undefined ? "" : ".entries()";
  const body = fn.body!;
  const prefix = result === undefined || result.own ? "" : `${newline}${indent}${arrow === undefined ? "" : "return "}${text.slice(statement.start, call.start)}${result.name}`;
  if (arrow !== undefined) edits.replace(statement.end, arrow.end, `${semicolon}${newline}${outer}}`);

  if (body.type === "BlockStatement") {
    edits.replace(receiver.end, body.start, `${entries}) `);
    plan.returns.forEach(each => writeReturn(index, plan, each, style, edits));
    if (result === undefined || result.own) edits.replace(body.end, statement.end, "");
    else edits.replace(body.end, call.end, prefix);
    return;
  }
  const [before, after] = takes(plan, body.type === "SequenceExpression");
  edits.replace(receiver.end, body.start, `${entries}) {${newline}${inner}${before}`);
  const close = `${after.replaceAll("\n", newline + inner).replaceAll(";", semicolon === "" ? "" : ";")}${newline}${indent}}`;
  if (result === undefined || result.own) edits.replace(body.end, statement.end, close);
  else edits.replace(body.end, call.end, close + prefix);
}

/** Right after `=>`: the body's own parentheses are included. */
function bodyStart(index: TreeIndex, arrow: FunctionNode): number {
  const { text } = index;
  let at = arrow.body!.start;
  while (/[\s(]/.test(text[at - 1]!)) at--;
  return at;
}

/** What stands before and after the expression that the callback gives. */
function takes({ method, result, item }: LoopPlan, sequence: boolean): readonly [before: string, after: string] {
  const [open, shut] = sequence ? ["(", ")"] : ["", ""];
  const name = result?.name ?? "";
  switch (method) {
    case "forEach":
      return ["", ";"];
    case "map":
      return [`${name}.push(${open}`, `${shut});`];
    case "filter":
      return ["if (", `) ${name}.push(${item});`];
    case "some":
      return ["if (", `) {\n  ${name} = true;\n  break;\n}`];
    case "every":
      return ["if (!(", `)) {\n  ${name} = false;\n  break;\n}`];
    case "find":
      return ["if (", `) {\n  ${name} = ${item};\n  break;\n}`];
    case "reduce":
      return [`${name} = ${open}`, `${shut};`];
  }
}

function writeReturn(index: TreeIndex, plan: LoopPlan, statement: Node & { readonly type: "ReturnStatement" }, style: FileStyle, edits: TextEdits): void {
  const { argument } = statement;
  const last = isLast(plan.fn, statement);
  const semicolon = style.semicolon;
  const inner = indentAt(index.text, statement.start);
  const bare = !isBlock(index.parent(statement)!);
  if (argument == null) return edits.replace(statement.start, statement.end, `continue${semicolon}`);
  const [before, after] = takes(plan, argument.type === "SequenceExpression");
  const leave = last || plan.method === "some" || plan.method === "every" || plan.method === "find" ? "" : `${style.newline}${inner}${bare ? style.indent : ""}continue${semicolon}`;
  const [open, shut] = bare ? [`{${style.newline}${inner}${style.indent}`, `${style.newline}${inner}}`] : ["", ""];
  edits.replace(statement.start, argument.start, open + before);
  edits.replace(argument.end, statement.end, `${after.replaceAll("\n", style.newline + inner).replaceAll(";", semicolon === "" ? "" : ";")}${leave}${shut}`);
}

function ownTrouble(index: TreeIndex, fn: FunctionNode, receiver: Node): string | undefined {
  if (fn.generator) return "the callback is a generator";
  if (fn.body == null) return "the callback has no body";
  let trouble: string | undefined;
  const plain = fn.type !== "ArrowFunctionExpression";
  walkTree(fn.body, node => {
    if (node.type === "VariableDeclaration" && node.kind === "var") trouble = "the callback declares a `var`, which the function around would share";
    if (isFunction(node) && node.type !== "ArrowFunctionExpression") return node.type === "FunctionDeclaration" ? ((trouble = "the callback declares a function"), false) : false;
    if (plain && (node.type === "ThisExpression" || (node.type === "Identifier" && node.name === "arguments"))) trouble = "the callback has its own `this`";
    if (receiver.type === "Identifier" && changes(index, node, receiver.name)) trouble = "the callback changes the array that it goes through";
    return trouble === undefined;
  });
  if (fn.type === "FunctionExpression" && fn.id != null && usesOf(index, fn.id.name).length > 1) trouble ??= "the callback calls itself";
  return trouble;
}

function changes(index: TreeIndex, node: Node, name: string): boolean {
  if (node.type !== "Identifier" || node.name !== name) return false;
  const parent = index.parent(node);
  if (parent?.type === "AssignmentExpression" && parent.left === node) return true;
  if (parent?.type !== "MemberExpression" || parent.object !== node) return false;
  const outer = index.parent(parent);
  if (outer?.type === "AssignmentExpression" && outer.left === parent) return true;
  return outer?.type === "CallExpression" && outer.callee === parent && /^(?:push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin)$/.test(propertyName(parent.property, parent.computed) ?? "");
}

/** The `return` statements of the function itself. */
function ownReturns(fn: FunctionNode): readonly (Node & { readonly type: "ReturnStatement" })[] {
  const found: (Node & { readonly type: "ReturnStatement" })[] = [];
  if (fn.body?.type === "BlockStatement")
    walkTree(fn.body, node => {
      if (isFunction(node)) return false;
      if (node.type === "ReturnStatement") found.push(node);
      return true;
    });
  return found;
}

function isLast(fn: FunctionNode, statement: Node): boolean {
  return fn.body?.type === "BlockStatement" && fn.body.body.at(-1) === statement;
}

function bodyTrouble(index: TreeIndex, fn: FunctionNode, method: Method, returns: readonly (Node & { readonly type: "ReturnStatement" })[]): string | undefined {
  if (fn.body?.type !== "BlockStatement") return undefined;
  for (const statement of returns) {
    for (const at of index.ancestors(statement)) {
      if (at === fn) break;
      if (/^(?:For|While|DoWhile)/.test(at.type)) return "the callback returns out of a loop of its own";
      if (at.type === "SwitchStatement" && (method === "some" || method === "every" || method === "find")) return "the callback returns out of a `switch`";
    }
    if (method === "forEach" ? statement.argument != null : statement.argument == null) return method === "forEach" ? "the callback returns a value that nobody takes" : "the callback returns nothing at one place";
  }
  if (method === "forEach") return undefined;
  const last = fn.body.body.at(-1);
  return last?.type === "ReturnStatement" || last?.type === "ThrowStatement" ? undefined : "the callback may end without returning";
}

/** The statement before which the loop is written, and the variable that takes the result. */
function placeOf(index: TreeIndex, call: Node & { readonly type: "CallExpression" }, fn: FunctionNode, method: Method): Pick<LoopPlan, "statement" | "result" | "arrow"> | { readonly trouble: string } {
  const parent = index.parent(call)!;
  if (parent.type === "ExpressionStatement" && (method === "forEach" || method === "map")) {
    if (method === "map") return { trouble: "nobody takes its result: write `forEach`" };
    return { statement: parent, result: undefined, arrow: undefined };
  }
  if (method === "forEach") return { trouble: "its result, which is nothing, is used" };
  const around = index.functionAround(call);
  const arrow = around?.body != null && around.body.type !== "BlockStatement" ? around : undefined;
  const statement = arrow?.body ?? index.statementOf(call);
  if (arrow !== undefined && index.text.slice(arrow.start, arrow.end).includes("//")) return { trouble: "it stands in an arrow function without braces that holds a comment" };
  const hoisted = hoistTrouble(index, call, statement);
  if (hoisted !== undefined) return { trouble: hoisted };
  if (method === "reduce") return reducePlace(index, call, fn, statement, arrow);

  if (statement.type === "VariableDeclaration" && statement.declarations.length === 1 && statement.kind !== "var") {
    const [{ id, init }] = statement.declarations as [Node & { readonly type: "VariableDeclarator" }];
    if (init === call && id.type === "Identifier") {
      const keyword = method === "map" || method === "filter" ? statement.kind : "let";
      return { statement, arrow, result: { name: id.name, declares: `${keyword} ${index.text.slice(id.start, id.end)}`, start: STARTS[method], own: true } };
    }
  }
  const name = freshName(index, RESULT_NAMES[method]);
  const keyword = method === "map" || method === "filter" ? "const" : "let";
  return { statement, arrow, result: { name, declares: `${keyword} ${name}`, start: STARTS[method], own: false } };
}

/** The accumulator becomes a variable of the function around. */
function reducePlace(index: TreeIndex, call: Node & { readonly type: "CallExpression" }, fn: FunctionNode, statement: Node, arrow: FunctionNode | undefined): Pick<LoopPlan, "statement" | "result" | "arrow"> | { readonly trouble: string } {
  const [accumulator] = fn.params;
  const start = call.arguments[1]!;
  if (accumulator?.type !== "Identifier") return { trouble: "its accumulator is taken apart" };
  if (!isPure(start)) return { trouble: "its start value is computed" };
  const elsewhere = usesOf(index, accumulator.name).some(node => node.start < fn.start || node.end > fn.end);
  if (elsewhere) return { trouble: "its accumulator has the name of something else" };
  if (fn.params.length < 2) return { trouble: "the callback does not take the item" };
  const type = accumulator.typeAnnotation == null ? "" : index.text.slice(accumulator.typeAnnotation.start, accumulator.typeAnnotation.end);
  const generic = call.typeArguments == null || type !== "" ? "" : `: ${index.text.slice(call.typeArguments.params[0]!.start, call.typeArguments.params[0]!.end)}`;
  return { statement, arrow, result: { name: accumulator.name, declares: `let ${accumulator.name}${type}${generic}`, start: index.text.slice(start.start, start.end), own: false } };
}

/** Why the call cannot be evaluated before its statement, as the end of a sentence. */
function hoistTrouble(index: TreeIndex, call: Node, statement: Node): string | undefined {
  let below = call;
  for (const at of index.ancestors(call)) {
    if (isConditional(at, below)) return "it is evaluated only under a condition";
    if (/^(?:For|While|DoWhile)/.test(at.type) && !(/^For(?:Of|In)Statement$/.test(at.type) && "right" in at && at.right === below)) return "it stands in the head of a loop";
    if (at.type === "VariableDeclaration" && at.declarations.length > 1) return "it stands among several declarations";
    const earlier = evaluatedBefore(at, below);
    if (earlier.some(node => !isPure(node))) return "something else of its statement is evaluated before it";
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

/** Evaluating it neither does anything nor depends on when it is done. */
function isPure(node: Node): boolean {
  switch (node.type) {
    case "Literal":
    case "Identifier":
    case "ThisExpression":
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return true;
    case "MemberExpression":
      return !node.computed && isPure(node.object);
    case "TemplateLiteral":
      return node.expressions.every(isPure);
    case "ArrayExpression":
      return node.elements.every(each => each === null || isPure(each));
    case "ObjectExpression":
      return node.properties.every(isPure);
    case "Property":
      return !node.computed && isPure(node.value);
    case "UnaryExpression":
      return node.operator !== "delete" && isPure(node.argument);
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

const ARRAY_METHODS = new Set(["map", "filter", "slice", "concat", "split", "flat", "flatMap", "sort", "reverse", "toSorted", "toReversed", "match"]);

/** Whether the expression is an array, as far as the file shows it. */
function isArray(index: TreeIndex, node: Node, depth = 0): boolean {
  if (depth > 5) return false;
  switch (node.type) {
    case "ArrayExpression":
      return true;
    case "AwaitExpression":
      return isArray(index, node.argument, depth + 1);
    case "CallExpression": {
      const { callee } = node;
      const name = callee.type === "MemberExpression" ? propertyName(callee.property, callee.computed) : callee.type === "Identifier" ? callee.name : undefined;
      if (name === undefined) return false;
      if (/^(?:readdirSync|readdir)$/.test(name)) return true;
      if (callee.type !== "MemberExpression") return false;
      if (callee.object.type === "Identifier" && (callee.object.name === "Object" || callee.object.name === "Array")) return /^(?:keys|values|entries|from|of)$/.test(name);
      return ARRAY_METHODS.has(name) && (name === "split" || name === "match" || isArray(index, callee.object, depth + 1));
    }
    case "Identifier": {
      const declared = usesOf(index, node.name).flatMap(use => arrayDeclaration(index, use) ?? []);
      return declared.length === 1 && (declared[0] === true || (declared[0] !== false && isArray(index, declared[0]!, depth + 1)));
    }
    default:
      return false;
  }
}

/** The value that a name is declared with, true for one that is annotated as an array, false for another declaration. */
function arrayDeclaration(index: TreeIndex, use: Node): Node | boolean | undefined {
  if (use.type !== "Identifier") return undefined;
  const parent = index.parent(use);
  const type = use.typeAnnotation?.typeAnnotation;
  if (type != null) return type.type === "TSArrayType" || type.type === "TSTupleType" || (type.type === "TSTypeOperator" && type.typeAnnotation?.type === "TSArrayType") || (type.type === "TSTypeReference" && type.typeName.type === "Identifier" && /^(?:Readonly)?Array$/.test(type.typeName.name));
  if (parent?.type === "VariableDeclarator" && parent.id === use) {
    const declaration = index.parent(parent);
    return parent.init !== null && declaration?.type === "VariableDeclaration" && declaration.kind === "const" ? parent.init : false;
  }
  if (parent !== undefined && isFunction(parent) && (parent.params as readonly Node[]).includes(use)) return false;
  if (parent?.type === "AssignmentExpression" && parent.left === use) return false;
  return undefined;
}

function patternText(index: TreeIndex, node: Node): string {
  const annotation = "typeAnnotation" in node ? (node.typeAnnotation as Node | null) : null;
  return index.text.slice(node.start, annotation?.start ?? node.end);
}

function namesIn(node: Node): string[] {
  const names: string[] = [];
  walkTree(node, at => {
    if (at.type === "Identifier") names.push(at.name);
  });
  return names;
}

function freshName(index: TreeIndex, wanted: readonly string[]): string {
  const free = wanted.find(name => isFree(index, name));
  if (free !== undefined) return free;
  for (let count = 2; ; count++) if (isFree(index, `${wanted[0]}${count}`)) return `${wanted[0]}${count}`;
}

function short(index: TreeIndex, node: Node): string {
  const text = index.text.slice(node.start, node.end).replace(/\s+/g, " ");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
