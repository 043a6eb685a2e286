import type { FunctionNode, Node } from "../ast.ts";
import { propertyName } from "../ast.ts";
import { isArray } from "./array-shape.ts";
import { placeOf, type LoopedCalls, type LoopPlace } from "./loop-place.ts";
import { bodyTrouble, labelNeeded, ownReturns, ownTrouble, type ReturnStatement } from "./loop-refusals.ts";
import { isFree } from "./names.ts";
import { walkTree, type TreeIndex } from "./tree-index.ts";

export type LoopMethod = "map" | "forEach" | "filter" | "flatMap" | "some" | "every" | "find" | "findIndex" | "findLast" | "findLastIndex" | "reduce" | "reduceRight";

/** A call of an array method that becomes a loop of the function around it. */
export interface LoopPlan extends LoopPlace {
  readonly method: LoopMethod;
  /** The function, or the name of one that the loop calls with each item. */
  readonly callback: Node;
  readonly call: CallExpression;
  readonly receiver: Node;
  /** What the loop calls each item, and its position if somebody asks for it. */
  readonly item: string;
  readonly position: string | undefined;
  /** The callback takes its item apart although the loop needs the whole one too. */
  readonly takenApart?: string;
  /** How many arguments a callback that is only named is given. */
  readonly passes?: number;
  /** `return` statements of the callback. */
  readonly returns: readonly ReturnStatement[];
  /** The label that a `return` inside an inner loop or `switch` needs. */
  readonly label?: string;
  readonly note?: string;
}

type CallExpression = Node & { readonly type: "CallExpression" };

/** Where a method begins, and the names that its result may get. */
interface MethodShape {
  readonly names: readonly string[];
  readonly start: string;
  readonly declares: "const" | "let";
  readonly backwards?: true;
  /** The loop needs to know where it is. */
  readonly counts?: true;
  /** The loop needs the item itself, not only what the callback makes of it. */
  readonly takesItem?: true;
}

export const METHODS: Readonly<Record<LoopMethod, MethodShape>> = {
  map: { names: ["results", "mapped"], start: "[]", declares: "const" },
  forEach: { names: [], start: "", declares: "const" },
  filter: { names: ["kept", "selected"], start: "[]", declares: "const", takesItem: true },
  flatMap: { names: ["nested", "lists"], start: "[]", declares: "const" },
  some: { names: ["found", "anyFound"], start: "false", declares: "let" },
  every: { names: ["all", "allHold"], start: "true", declares: "let" },
  find: { names: ["found", "match"], start: "", declares: "let", takesItem: true },
  findIndex: { names: ["index", "foundAt"], start: "-1", declares: "let", counts: true },
  findLast: { names: ["found", "match"], start: "", declares: "let", backwards: true, takesItem: true },
  findLastIndex: { names: ["index", "foundAt"], start: "-1", declares: "let", backwards: true, counts: true },
  reduce: { names: ["result", "reduced"], start: "", declares: "let" },
  reduceRight: { names: ["result", "reduced"], start: "", declares: "let", backwards: true },
};

function isLoopMethod(name: string): name is LoopMethod {
  return Object.hasOwn(METHODS, name);
}

/**
 * Plans the loop that does what an array method does with its callback, one item after the other. Undefined when the
 * function is no callback of such a method; a trouble (the end of a sentence) when no loop gives the same result.
 * @param others the loops of the same code that are planned already
 */
export function planLoop(index: TreeIndex, fn: FunctionNode, others: readonly LoopPlan[]): LoopPlan | { readonly trouble: string } | undefined {
  const { taken, looped } = plannedIn(others);
  const found = methodCall(index, fn);
  if (found === undefined || "trouble" in found) return found;
  const { call, method, receiver } = found;
  const reduces = method === "reduce" || method === "reduceRight";
  const own = ownTrouble(index, fn, receiver);
  if (own !== undefined) return { trouble: own };

  const params = reduces ? fn.params.slice(1) : fn.params;
  if (params.length > 2) return { trouble: "the callback takes the array itself" };
  const [itemParam, positionParam] = params;
  if (itemParam !== undefined && (itemParam.type === "AssignmentPattern" || itemParam.type === "RestElement" || itemParam.type === "TSParameterProperty")) return { trouble: "the callback's parameter has a default value" };
  if (positionParam !== undefined && positionParam.type !== "Identifier") return { trouble: "the callback's second parameter is not a plain name" };
  const bound = [itemParam, positionParam].flatMap(param => (param === undefined ? [] : namesIn(param)));
  if (namesIn(receiver).some(name => bound.includes(name))) return { trouble: "the callback's parameter has the name of something in the array's expression" };

  const returns = ownReturns(fn);
  const body = bodyTrouble(fn, method);
  if (body !== undefined) return { trouble: body };
  const placed = placeOf(index, call, fn, method, wanted => freshName(index, wanted, taken), looped);
  if ("trouble" in placed) return placed;
  const whole = METHODS[method].takesItem === true && itemParam !== undefined && itemParam.type !== "Identifier";
  const item = itemParam === undefined || whole ? freshName(index, ["item", "each"], taken) : patternText(index, itemParam);
  const position = positionParam?.type === "Identifier" ? positionParam.name : METHODS[method].counts === true ? freshName(index, ["position", "at"], taken) : undefined;
  const common = {
    method, callback: fn, call, receiver, item, position, returns, ...placed,
    ...(whole && { takenApart: index.text.slice(itemParam.start, itemParam.end) }),
    ...(labelNeeded(index, fn, method, returns) && { label: freshName(index, ["items", "search"], taken) }),
  };
  return withNote(index, common);
}

/**
 * The same for a callback that is only named, `names.map(load)`.
 * @param parameters how many parameters the named function has
 */
export function planNamedLoop(index: TreeIndex, callback: Node, parameters: number, others: readonly LoopPlan[]): LoopPlan | { readonly trouble: string } | undefined {
  const { taken, looped } = plannedIn(others);
  const found = methodCall(index, callback);
  if (found === undefined || "trouble" in found) return found;
  const { call, method, receiver } = found;
  if (parameters > 2) return { trouble: "the callback takes the array itself" };
  if (method === "reduce" || method === "reduceRight") return { trouble: `\`${method}\` is given the name of a function` };
  const placed = placeOf(index, call, undefined, method, wanted => freshName(index, wanted, taken), looped);
  if ("trouble" in placed) return placed;
  const position = parameters > 1 || METHODS[method].counts === true ? freshName(index, ["position", "at"], taken) : undefined;
  return withNote(index, { method, callback, call, receiver, item: freshName(index, ["item", "each"], taken), position, passes: parameters, returns: [], ...placed });
}

function plannedIn(others: readonly LoopPlan[]): { readonly taken: ReadonlySet<string>; readonly looped: LoopedCalls } {
  const names = others.flatMap(({ result, item, position, label }) => [result?.name, item, position, label].filter(name => name !== undefined));
  return { taken: new Set(names), looped: new Set(others.filter(({ result }) => result?.own === false).map(({ call }) => call)) };
}

function methodCall(index: TreeIndex, callback: Node): { readonly call: CallExpression; readonly method: LoopMethod; readonly receiver: Node } | { readonly trouble: string } | undefined {
  const call = index.parent(callback);
  if (call?.type !== "CallExpression" || call.arguments[0] !== callback || call.callee.type !== "MemberExpression") return undefined;
  const method = propertyName(call.callee.property, call.callee.computed);
  if (method === undefined) return undefined;
  if (!isLoopMethod(method)) return /^(?:sort|toSorted|replace|replaceAll)$/.test(method) ? { trouble: `\`${method}\` does not wait for a promise` } : undefined;
  const chain = index.parent(call)?.type === "ChainExpression";
  const loose = method === "forEach" && call.callee.optional && !call.optional && chain && index.parent(index.parent(call)!)?.type === "ExpressionStatement" && !/\?\./.test(index.text.slice(call.callee.object.start, call.callee.object.end));
  if (!loose && (call.optional || call.callee.optional || chain)) return { trouble: "the call is optional" };
  const reduces = method === "reduce" || method === "reduceRight";
  if (reduces && call.arguments.length !== 2) return { trouble: "it has no start value" };
  if (!reduces && call.arguments.length !== 1) return { trouble: "it is given what `this` is" };
  return { call, method, receiver: call.callee.object };
}

function withNote(index: TreeIndex, plan: LoopPlan): LoopPlan {
  if (isArray(index, plan.receiver)) return plan;
  return { ...plan, note: `The callback of \`${plan.method}\` becomes a loop, which is the same where \`${short(index, plan.receiver)}\` is an array.` };
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

function freshName(index: TreeIndex, wanted: readonly string[], taken: ReadonlySet<string>): string {
  const isOpen = (name: string): boolean => isFree(index, name) && !taken.has(name);
  const free = wanted.find(isOpen);
  if (free !== undefined) return free;
  for (let count = 2; ; count++) if (isOpen(`${wanted[0]}${count}`)) return `${wanted[0]}${count}`;
}

function short(index: TreeIndex, node: Node): string {
  const text = index.text.slice(node.start, node.end).replace(/\s+/g, " ");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
