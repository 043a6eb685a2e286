import type { Registration } from "../../../model/facts.ts";
import { UNKNOWN, type OriginId } from "../../../model/origin.ts";
import type { Call, Expression } from "../nodes.ts";
import { staticOrigin, valueOf } from "./values.ts";
import type { Mutable, Walk } from "./walk.ts";

interface RegistrationParts {
  readonly call?: Call;
  readonly index?: number;
  readonly decorates?: number;
  readonly target?: OriginId;
}

/** Records `callee(…)` or a bare `callee` as something that may register a function. */
export function register(w: Walk, node: Expression, callee: OriginId, parts: RegistrationParts): void {
  const { call } = parts;
  const registration: Mutable<Registration> = {
    callee,
    method: node.nodeType === "Attribute" ? node.attr : node.nodeType === "Name" ? node.id : "",
    arguments: call ? call.args.filter(argument => argument.nodeType !== "Starred").map(argument => valueOf(w, argument)) : [],
    keywords: call ? call.keywords.flatMap(({ arg, value }) => (arg == null ? [] : [[arg, valueOf(w, value)] as const])) : [],
    range: w.tree.range(call ?? node),
  };
  if (parts.decorates !== undefined) registration.decorates = parts.decorates;
  if (parts.target !== undefined) registration.target = parts.target;
  if (parts.index !== undefined) registration.call = parts.index;
  w.registrations.push(registration);
}

/**
 * The call form of a decorator: `app.function_name(name="quote")(app.route(route="quote")(main))`. Each link of the chain
 * is recorded with the function at its end, outermost first.
 */
export function registerApplied(w: Walk, node: Call): void {
  const decorator = node.func;
  if (decorator.nodeType !== "Call" || node.args.length !== 1) return;
  const target = staticOrigin(w, appliedTo(node));
  if (target === UNKNOWN || isLocal(w, target)) return;
  const origin = w.origins.get(target);
  register(w, decorator.func, staticOrigin(w, decorator.func), {
    call: decorator,
    target,
    ...(origin.kind === "function" ? { decorates: origin.function } : {}),
  });
}

/** A parameter or plain data is no function that somebody registers. */
function isLocal(w: Walk, id: OriginId): boolean {
  const { kind } = w.origins.get(id);
  return kind === "parameter" || kind === "literal" || kind === "this";
}

/** The function at the end of a chain of applied decorators. */
function appliedTo(node: Call): Expression {
  const argument = node.args[0]!;
  const isLink = argument.nodeType === "Call" && argument.func.nodeType === "Call" && argument.args.length === 1;
  return isLink ? appliedTo(argument) : argument;
}

/** Apps and blueprints as they are made, and what hangs one on the other. */
const REGISTERING: ReadonlySet<string> = new Set([
  "FunctionApp",
  "AsgiFunctionApp",
  "WsgiFunctionApp",
  "DFApp",
  "Blueprint",
  "register_functions",
  "register_blueprint",
]);

export function registerCall(w: Walk, node: Call, index: number, callee: OriginId): void {
  const { func } = node;
  const name = func.nodeType === "Attribute" ? func.attr : func.nodeType === "Name" ? func.id : "";
  const origin = w.origins.get(callee);
  const original = origin.kind === "imported" || origin.kind === "member" ? origin.name : name;
  if (REGISTERING.has(original)) register(w, func, callee, { call: node, index });
}
