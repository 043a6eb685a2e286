import type { BlockingCall, Condition } from "../model/catalogue.ts";
import type { CallFacts, SourceFacts } from "../model/facts.ts";
import type { OriginId, Value } from "../model/origin.ts";

/** Whether the call, with the arguments it has, is the blocking one. `facts` are those of the file that holds the call. */
export function holds(blocking: BlockingCall, call: CallFacts, facts: SourceFacts | undefined): boolean {
  if (blocking.when !== undefined && !blocking.when.every(condition => meets(condition, call, facts))) return false;
  if (blocking.unless?.some(condition => meets(condition, call, facts)) === true) return false;
  return blocking.unlessHandedTo === undefined || facts === undefined || !isOnlyHandedTo(blocking.unlessHandedTo, call, facts);
}

/** Whether the object that a `with` statement enters is given to methods of that name, and none of its own is called. */
function isOnlyHandedTo(name: string, { callee }: CallFacts, { origins, variables, calls }: SourceFacts): boolean {
  const isEntered = (id: OriginId): boolean => {
    const origin = origins[id]!;
    if (origin.kind === "variable") return variables[origin.variable]!.assigned.some(isEntered);
    return origin.kind === "entered" && origin.of === callee;
  };
  const callees = calls.map(call => ({ call, origin: origins[call.callee]! }));
  return (
    !callees.some(({ origin }) => origin.kind === "member" && isEntered(origin.of)) &&
    callees.some(({ call, origin }) => origin.kind === "member" && origin.name === name && call.arguments.some(isEntered))
  );
}

function meets(condition: Condition, call: CallFacts, facts: SourceFacts | undefined): boolean {
  if (condition.isFunction === true) return givesFunction(condition, call, facts);
  const value = literal(condition, call);
  if (condition.equals === undefined) return value !== undefined || isGiven(condition, call);
  if (value?.kind === "constant") return value.value === condition.equals;
  // `os.P_NOWAIT` and the like are names, not literals.
  return value?.kind === "origin" && typeof condition.equals === "string" && (value.text === condition.equals || value.text.endsWith(`.${condition.equals}`));
}

function literal({ argument, position }: Condition, call: CallFacts): Value | undefined {
  const literals = call.literals;
  if (literals === undefined) return undefined;
  for (const key of [argument, position]) {
    if (key === undefined) continue;
    if (Object.hasOwn(literals, key)) return literals[key];
  }
  if (typeof argument !== "string") return undefined;
  for (const value of Object.values(literals)) {
    const entry = value.kind === "record" ? value.entries.find(([key]) => key === argument) : undefined;
    if (entry !== undefined) return entry[1];
  }
  return undefined;
}

function isGiven({ argument, position }: Condition, call: CallFacts): boolean {
  const at = typeof argument === "number" ? argument : position;
  if (typeof argument === "string" && call.keywords !== undefined && Object.hasOwn(call.keywords, argument)) return true;
  return at !== undefined && at < call.arguments.length;
}

/** Position -1 is the last argument. */
function givesFunction({ argument, position }: Condition, call: CallFacts, facts: SourceFacts | undefined): boolean {
  const at = typeof argument === "number" ? argument : position;
  const origin = typeof argument === "string" && call.keywords?.[argument] !== undefined ? call.keywords[argument] : at === undefined ? undefined : call.arguments.at(at);
  if (origin === undefined || facts === undefined) return false;
  const kind = facts.origins[origin]!.kind;
  return kind === "function" || kind === "parameter" || kind === "partial";
}
