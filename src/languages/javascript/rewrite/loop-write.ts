import type { FunctionNode, Node } from "../ast.ts";
import { METHODS, type LoopPlan } from "./loop-plan.ts";
import { mayEnd, type ReturnStatement } from "./loop-refusals.ts";
import { indentAt, type FileStyle } from "./style.ts";
import type { TextEdits } from "./text-edits.ts";
import type { Range } from "../../../model/text.ts";
import { isBlock, isFunction, type TreeIndex } from "./tree-index.ts";

/** What a loop needs to know of the other ones of its file. */
interface Surroundings {
  readonly index: TreeIndex;
  readonly style: FileStyle;
  /** The loop in whose callback this one is the result: it takes the value over. */
  readonly host: LoopPlan | undefined;
  /** Statements of the callback, or its body, that a loop inside is written before. */
  readonly hosted: ReadonlySet<Node>;
}

/** Writes the loops of a file; the texts of arrays, of callbacks' bodies and of what follows stay in place, so that they can be edited too. */
export function writeLoops(index: TreeIndex, plans: readonly LoopPlan[], style: FileStyle, edits: TextEdits): void {
  const byCallback = new Map(plans.map(plan => [plan.callback, plan]));
  const hosts = new Map(plans.map(plan => [plan, hostOf(index, plan, byCallback)]));
  const hosted = new Set(plans.filter(plan => hosts.get(plan) !== undefined).map(({ statement }) => statement));
  const groups = new Map<Node, LoopPlan[]>();
  for (const plan of [...plans].sort((a, b) => a.call.start - b.call.start)) groups.set(plan.statement, [...(groups.get(plan.statement) ?? []), plan]);
  for (const group of groups.values()) writeGroup({ index, style, host: hosts.get(group[0]!), hosted }, group, indentOf(index, group[0]!, hosts, style), edits);
}

function hostOf(index: TreeIndex, plan: LoopPlan, byCallback: ReadonlyMap<Node, LoopPlan>): LoopPlan | undefined {
  const around = index.functionAround(plan.call);
  const host = around === undefined ? undefined : byCallback.get(around);
  return host !== undefined && (plan.arrow === around || host.returns.some(each => each === plan.statement)) ? host : undefined;
}

/** The indentation of the loop's own line. */
function indentOf(index: TreeIndex, plan: LoopPlan, hosts: ReadonlyMap<LoopPlan, LoopPlan | undefined>, style: FileStyle): string {
  const host = hosts.get(plan);
  if (plan.arrow !== undefined) return (host === undefined ? indentAt(index.text, plan.arrow.start) : indentOf(index, host, hosts, style)) + style.indent;
  return indentAt(index.text, plan.statement.start) + (isBare(index, plan.statement) ? style.indent : "");
}

/** The loops of one statement stand before it, in the order of their calls. */
function writeGroup(around: Surroundings, group: readonly LoopPlan[], indent: string, edits: TextEdits): void {
  const { index, style, host } = around;
  const { newline, semicolon } = style;
  const [first] = group as [LoopPlan];
  const { statement, result, arrow } = first;
  const outdent = newline + indent.slice(0, indent.length - style.indent.length);
  const bare = arrow === undefined && result !== undefined && isBare(index, statement) && host === undefined;
  const returned = host === undefined || arrow !== undefined ? undefined : returnParts(index, host, statement as ReturnStatement, style);
  const from = arrow === undefined ? statement.start : bodyStart(index, arrow);
  const opening = arrow !== undefined ? `${host === undefined ? " {" : ""}${newline}${indent}` : bare ? `{${newline}${indent}` : returned?.open ?? "";
  let at = from;
  let before = opening;
  for (const plan of group) {
    const head = before + headOf(plan, style, indent);
    if (at === plan.receiver.start) edits.open(at, head, Infinity);
    else edits.replace(at, plan.receiver.start, head);
    writeBody(around, plan, indent, edits);
    at = isFunction(plan.callback) ? bodyOf(plan).end : plan.callback.end;
    before = `${endOfBody(style, plan, indent)}${newline}${indent}`;
  }
  const last = group.at(-1)!;
  const by = arrow === undefined ? "" : indent.slice(indentAt(index.text, statement.start).length);
  const own = result === undefined || result.own;
  const closing = endOfBody(style, last, indent);
  edits.replace(at, own ? statement.end : last.call.end, own ? closing : `${closing}${newline}${indent}${leadOf(around, group, returned?.before, by)}`);
  if (arrow !== undefined && host === undefined) shift(index, { start: last.call.end, end: statement.end }, by, edits);
  if (arrow !== undefined && host === undefined) edits.replace(statement.end, arrow.end, `${semicolon}${outdent}}`);
  if (bare) edits.close(statement.end, `${outdent}}`, Infinity);
}

/** Up to the array. */
function headOf(plan: LoopPlan, { newline, semicolon }: FileStyle, indent: string): string {
  const { result, position, item, label } = plan;
  const declaration = result === undefined ? "" : `${result.declares}${result.start === "" ? "" : ` = ${result.start}`}${semicolon}${newline}${indent}`;
  const target = position === undefined ? item : `[${position}, ${item}]`;
  return `${declaration}${label === undefined ? "" : `${label}: `}for (const ${target} of ${wrapsOf(plan)[0]}`;
}

/** The statement's own text once the loops are done, up to the last of the calls, with their results in their places. */
function leadOf({ index, host }: Surroundings, group: readonly LoopPlan[], returned: string | undefined, by: string): string {
  const [{ statement, arrow }] = group as [LoopPlan];
  const start = returned === undefined ? statement.start : (statement as ReturnStatement).argument!.start;
  let lead = returned ?? (arrow === undefined ? "" : host === undefined ? "return " : takes(host, false)[0]);
  let at = start;
  for (const { call, result, method } of group) {
    lead += `${index.text.slice(at, call.start).replaceAll("\n", `\n${by}`)}${result?.name ?? ""}${method === "flatMap" ? ".flat()" : ""}`;
    at = call.end;
  }
  return lead;
}

/** From the array to the callback's body, and the statements in there that leave it. */
function writeBody(around: Surroundings, plan: LoopPlan, indent: string, edits: TextEdits): void {
  const { index, style, hosted } = around;
  const [, after] = wrapsOf(plan);
  const { newline, semicolon } = style;
  const inner = indent + style.indent;
  const { callback, receiver } = plan;
  const unpack = plan.takenApart === undefined ? "" : `const ${plan.takenApart} = ${plan.item}${semicolon}${newline}${inner}`;
  if (!isFunction(callback)) {
    const [open, shut] = takes(plan, false);
    const given = [plan.item, plan.position ?? ""].slice(0, Math.max(1, plan.passes ?? 1)).join(", ");
    edits.replace(receiver.end, callback.start, `${after}) {${newline}${inner}${open}await `);
    edits.close(callback.end, `(${given})${written(shut, inner, style)}`);
    return;
  }
  const body = bodyOf(plan);
  const isBlockBody = body.type === "BlockStatement";
  shift(index, body, (isBlockBody ? indent : inner).slice(indentAt(index.text, body.start).length), edits);
  if (isBlockBody) {
    if (unpack === "" || body.body.length === 0) edits.replace(receiver.end, body.start, `${after}) `);
    else edits.replace(receiver.end, body.body[0]!.start, `${after}) {${newline}${inner}${unpack}`);
    for (const each of plan.returns) writeReturn(around, plan, each, hosted.has(each), edits);
    const last = body.body.at(-1);
    if (last !== undefined && valueless(plan) !== "" && mayEnd(body)) edits.close(last.end, newline + indentAt(index.text, last.start) + written(valueless(plan), indentAt(index.text, last.start), style), Infinity);
    return;
  }
  if (hosted.has(body)) return edits.replace(receiver.end, bodyStart(index, callback), `${after}) {${unpack === "" ? "" : newline + inner + unpack.trimEnd()}`);
  edits.replace(receiver.end, body.start, `${after}) {${newline}${inner}${unpack}${takes(plan, body.type === "SequenceExpression")[0]}`);
}

/** What closes the loop, where its body is an expression or may end without a value. */
function endOfBody(style: FileStyle, plan: LoopPlan, indent: string): string {
  const { newline } = style;
  const inner = indent + style.indent;
  if (!isFunction(plan.callback)) return `${newline}${indent}}`;
  const body = bodyOf(plan);
  if (body.type !== "BlockStatement") return `${written(takes(plan, body.type === "SequenceExpression")[1], inner, style)}${newline}${indent}}`;
  return "";
}

/** Moves the further lines of a piece of text to the right; what stands in template literals stays. */
function shift(index: TreeIndex, { start, end }: Range, by: string, edits: TextEdits): void {
  if (by === "") return;
  for (const { index: at } of index.text.slice(start, end).matchAll(/\n(?=[^\r\n])/g)) {
    const line = start + at + 1;
    if (!index.inTemplate(line)) edits.open(line, by, Infinity);
  }
}

function bodyOf(plan: LoopPlan): Node {
  return (plan.callback as FunctionNode).body!;
}

/** What the array is put in: positions, the last item first. */
function wrapsOf({ method, position, call }: LoopPlan): readonly [before: string, after: string] {
  if (call.callee.type === "MemberExpression" && call.callee.optional) return position === undefined ? ["", " ?? []"] : ["(", " ?? []).entries()"];
  const entries = position === undefined ? "" : ".entries()";
  return METHODS[method].backwards === true ? ["[...", `${entries}].reverse()`] : ["", entries];
}

/** Right after `=>`: the body's own parentheses are included. */
function bodyStart(index: TreeIndex, arrow: FunctionNode): number {
  const { text } = index;
  let at = arrow.body!.start;
  while (/[\s(]/.test(text[at - 1]!)) at--;
  return at;
}

/** What stands before and after the expression that the callback gives. */
function takes({ method, result, item, position, label }: LoopPlan, sequence: boolean): readonly [before: string, after: string] {
  const [open, shut] = sequence ? ["(", ")"] : ["", ""];
  const name = result?.name ?? "";
  const leave = label === undefined ? "break;" : `break ${label};`;
  switch (method) {
    case "forEach":
      return ["", ";"];
    case "map":
    case "flatMap":
      return [`${name}.push(${open}`, `${shut});`];
    case "filter":
      return ["if (", `) ${name}.push(${item});`];
    case "some":
      return ["if (", `) {\n  ${name} = true;\n  ${leave}\n}`];
    case "every":
      return ["if (!(", `)) {\n  ${name} = false;\n  ${leave}\n}`];
    case "find":
    case "findLast":
      return ["if (", `) {\n  ${name} = ${item};\n  ${leave}\n}`];
    case "findIndex":
    case "findLastIndex":
      return ["if (", `) {\n  ${name} = ${position!};\n  ${leave}\n}`];
    case "reduce":
    case "reduceRight":
      return [`${name} = ${open}`, `${shut};`];
  }
}

/** Lines at an indentation, with the file's own line breaks and semicolons. */
function written(text: string, indent: string, { newline, semicolon, indent: step }: FileStyle): string {
  return text.replaceAll("\n  ", `\n${step}`).replaceAll("\n", newline + indent).replaceAll(";", semicolon);
}

interface ReturnParts {
  readonly open: string;
  readonly before: string;
  readonly after: string;
}

/** What a `return` of the callback becomes around its value. */
function returnParts(index: TreeIndex, plan: LoopPlan, statement: ReturnStatement, style: FileStyle): ReturnParts {
  const { newline, semicolon, indent: step } = style;
  const bare = isBare(index, statement);
  const indent = indentAt(index.text, statement.start) + (bare ? step : "");
  const [before, after] = takes(plan, statement.argument?.type === "SequenceExpression");
  const goes = isLast(plan, statement) || /^(?:some|every|find)/.test(plan.method) ? "" : `${newline}${indent}${continued(plan)}${semicolon}`;
  return { open: bare ? `{${newline}${indent}` : "", before, after: `${written(after, indent, style)}${goes}${bare ? `${newline}${indent.slice(0, indent.length - step.length)}}` : ""}` };
}

function writeReturn({ index, style }: Surroundings, plan: LoopPlan, statement: ReturnStatement, isHosted: boolean, edits: TextEdits): void {
  const { argument } = statement;
  if (argument == null) return edits.replace(statement.start, statement.end, settled(index, plan, statement, valueless(plan), style));
  const known = isHosted ? undefined : decided(plan, argument);
  if (known !== undefined) return edits.replace(statement.start, statement.end, settled(index, plan, statement, known, style));
  const { open, before, after } = returnParts(index, plan, statement, style);
  if (!isHosted) edits.replace(statement.start, argument.start, open + before);
  edits.replace(argument.end, statement.end, after);
}

/** What a `return` becomes that does a thing known beforehand, or nothing. */
function settled(index: TreeIndex, plan: LoopPlan, statement: ReturnStatement, taken: string, style: FileStyle): string {
  const { newline, semicolon, indent: step } = style;
  const bare = isBare(index, statement);
  const indent = indentAt(index.text, statement.start);
  const inner = indent + (bare ? step : "");
  const next = /break/.test(taken) || (isLast(plan, statement) && taken !== "") ? "" : `${continued(plan)}${semicolon}`;
  const lines = [...(taken === "" ? [] : [written(taken, inner, style)]), ...(next === "" ? [] : [next])];
  if (!bare || lines.length === 1 && !lines[0]!.includes("\n")) return lines.join(newline + inner);
  return `{${newline}${inner}${lines.join(newline + inner)}${newline}${indent}}`;
}

/** What `return true` and the like do; undefined where the value must be looked at. */
function decided(plan: LoopPlan, argument: Node): string | undefined {
  if (argument.type !== "Literal" || typeof argument.value !== "boolean" || !/^(?:filter|some|every|find)/.test(plan.method)) return undefined;
  const holds = plan.method === "every" ? !argument.value : argument.value;
  if (!holds) return "";
  const name = plan.result?.name ?? "";
  if (plan.method === "filter") return `${name}.push(${plan.item});`;
  const value = plan.method === "some" ? "true" : plan.method === "every" ? "false" : /Index$/.test(plan.method) ? plan.position! : plan.item;
  return `${name} = ${value};\nbreak${plan.label === undefined ? "" : ` ${plan.label}`};`;
}

/** What a loop does with an item for which the callback gives nothing. */
function valueless(plan: LoopPlan): string {
  const name = plan.result?.name ?? "";
  if (plan.method === "map" || plan.method === "flatMap") return `${name}.push(undefined);`;
  if (plan.method === "every") return `${name} = false;\nbreak${plan.label === undefined ? "" : ` ${plan.label}`};`;
  return "";
}

function continued({ label }: LoopPlan): string {
  return label === undefined ? "continue" : `continue ${label}`;
}

function isLast(plan: LoopPlan, statement: Node): boolean {
  const body = bodyOf(plan);
  return body.type === "BlockStatement" && body.body.at(-1) === statement;
}

function isBare(index: TreeIndex, statement: Node): boolean {
  return !isBlock(index.parent(statement)!);
}
