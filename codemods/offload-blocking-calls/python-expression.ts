import { awaitTrouble } from "../../src/languages/python/rewrite/await-call.ts";
import { holdsAny } from "../../src/languages/python/rewrite/one-liner.ts";
import type { AnyNode, Call, Expression } from "../../src/languages/python/nodes.ts";
import type { CallFacts } from "../../src/model/facts.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { TreeIndex } from "../../src/languages/python/rewrite/tree-index.ts";
import { reachesIn } from "./python-block.ts";
import { rangeTrouble } from "./python-boundary.ts";
import { manual, type Draft, type DraftPlace } from "./python-draft.ts";
import { sharedTrouble } from "./python-shared.ts";

/** A property that blocks is read in a thread. */
export function draftRead(place: DraftPlace, finding: Finding, { range }: CallFacts): Draft | undefined {
  const node = place.index.expressionAt(range, ({ nodeType }) => nodeType === "Attribute");
  return node === undefined ? undefined : draftWhole(place, finding, node);
}

/** A blocking call in a generator, or in a comprehension inside another one: the expression that uses it up runs in a thread as a whole. */
export function draftComprehension(place: DraftPlace, finding: Finding, call: Call): Draft | undefined {
  const whole = wholeAround(place.index, call);
  return whole === undefined ? undefined : draftWhole(place, finding, whole);
}

/** Functions that go through an iterable at once and give a plain value. */
export const COLLECTING: ReadonlySet<string> = new Set(["list", "tuple", "set", "frozenset", "dict", "sorted", "sum", "min", "max", "any", "all"]);

/** The call that goes through all items of its argument: `any(…)`, `", ".join(…)`. */
export function collectorOf(index: TreeIndex, node: Expression): Call | undefined {
  const parent = index.parent(node);
  if (parent?.nodeType !== "Call" || !parent.args.includes(node)) return undefined;
  const { func } = parent;
  if (func.nodeType === "Name") return COLLECTING.has(func.id) ? parent : undefined;
  return func.nodeType === "Attribute" && func.attr === "join" && func.value.nodeType === "Constant" ? parent : undefined;
}

/** `await to_thread(lambda: <expression>)`, a suggestion; undefined where something in the expression belongs to the function around. */
export function draftWhole(place: DraftPlace, finding: Finding, whole: Expression, wrap = (source: string): string => source): Draft | undefined {
  const { index, runner, project, unit } = place;
  const { tree } = index;
  if (holdsAny(whole, ["Await", "Yield", "YieldFrom", "NamedExpr"]) || holdsAsyncComprehension(whole)) return undefined;
  const source = tree.source(whole);
  if (/\b(?:asyncio|locals|super|loop)\b/.test(source)) return undefined;
  const misplaced = awaitTrouble(index, whole);
  if (misplaced !== undefined) return manual(`\`${finding.trail[0]!.call}\` cannot be awaited: ${misplaced}.`);
  const range = tree.range(whole);
  const trouble = sharedTrouble(place, whole) ?? rangeTrouble(project, unit, range, reachesIn(place, finding, range));
  if (trouble !== undefined) return manual(trouble);
  const [open, close] = needsParentheses(index, whole) ? ["(", ")"] : ["", ""];
  return {
    safety: "suggestion",
    edits: [{ ...range, text: `${open}await ${runner.spelled}(lambda: ${wrap(source)})${close}` }],
    imports: () => runner.need(),
    settles: [range],
    reason: `\`${finding.trail[0]!.call}\` runs in a thread then, with the expression around it: what they share with other code must bear that.`,
  };
}

function wholeAround(index: TreeIndex, call: Call): Expression | undefined {
  let whole: Expression | undefined;
  for (const node of index.ancestors(call)) {
    if (node.nodeType === "Lambda" || node.nodeType === "ClassDef" || node.nodeType === "FormattedValue" && whole === undefined) return undefined;
    if (node.nodeType === "FunctionDef" || node.nodeType === "AsyncFunctionDef") break;
    if (node.nodeType === "ListComp" || node.nodeType === "SetComp" || node.nodeType === "DictComp") whole = node;
    if (node.nodeType === "GeneratorExp") {
      whole = collectorOf(index, node);
      if (whole === undefined) return undefined;
    }
  }
  return whole;
}

function holdsAsyncComprehension(node: Expression): boolean {
  return holdsAny(node, ["Comprehension"], at => at.nodeType === "Comprehension" && Boolean(at.is_async));
}

function needsParentheses(index: TreeIndex, node: AnyNode): boolean {
  const parent = index.parent(node);
  if (parent?.nodeType === "Attribute" || parent?.nodeType === "Await") return true;
  if (parent?.nodeType === "Subscript") return parent.value === node;
  if (parent?.nodeType === "Call") return parent.func === node;
  return parent?.nodeType === "BinOp" && parent.op.nodeType === "Pow";
}
