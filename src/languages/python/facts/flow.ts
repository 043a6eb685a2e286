import type { OriginId } from "../../../model/origin.ts";
import { boundNames } from "./binder.ts";
import type { Statement } from "../nodes.ts";
import { setCurrent, UNCERTAIN, type Binding } from "./scopes.ts";
import type { Walk } from "./walk.ts";

/** What a branch leaves in the names that it binds; null when the branch does not go on. */
export type Outcome = ReadonlyMap<Binding, OriginId> | null;

const NOTHING: ReadonlyMap<Binding, OriginId> = new Map();

/**
 * Reads one branch and takes its assignments back. `read` says whether the branch ends in `return`, `raise` or the like.
 * `since`: where the trail stood before all branches, if something was learnt on the way to this one.
 */
export function branch(w: Walk, read: () => boolean, since = w.trail.length): Outcome {
  const mark = w.trail.length;
  const ended = read();
  const outcome = ended ? null : changes(w, since);
  takeBack(w, mark);
  return outcome;
}

function changes(w: Walk, since: number): Outcome {
  if (w.trail.length === since) return NOTHING;
  const outcome = new Map<Binding, OriginId>();
  for (let index = since; index < w.trail.length; index++) {
    const { binding } = w.trail[index]!;
    outcome.set(binding, binding.current);
  }
  return outcome;
}

/** Undoes what the trail says, back to a mark. */
export function takeBack(w: Walk, mark: number): void {
  for (let index = w.trail.length - 1; index >= mark; index--) {
    const { binding, before } = w.trail[index]!;
    binding.current = before;
  }
  w.trail.length = mark;
}

/** After branches of which one was taken. Returns whether none of them goes on. */
export function join(w: Walk, outcomes: readonly Outcome[]): boolean {
  const live = outcomes.filter(outcome => outcome !== null);
  if (live.length === 0) return true;
  if (live.every(outcome => outcome.size === 0)) return false;
  const bindings = new Set(live.flatMap(outcome => [...outcome.keys()]));
  for (const binding of bindings) {
    const values = live.map(outcome => outcome.get(binding) ?? binding.current);
    setCurrent(w, binding, values.includes(UNCERTAIN) ? UNCERTAIN : oneOf(w, values));
  }
  return false;
}

/** Beyond this, one list of all assignments says as much as one list for each place. */
const MOST_ALTERNATIVES = 12;

function oneOf(w: Walk, values: readonly OriginId[]): OriginId {
  const id = w.origins.either(values);
  const origin = w.origins.get(id);
  return origin.kind === "either" && origin.of.length > MOST_ALTERNATIVES ? UNCERTAIN : id;
}

/** Before code that may run in any order with these statements: what they bind is no longer certain. */
export function forget(w: Walk, body: readonly Statement[]): void {
  if (!w.scope.flowing) return;
  for (const name of boundNames(body, w.walrus)) {
    const binding = w.scope.names.get(name);
    if (binding !== undefined && binding.sites > 1) setCurrent(w, binding, UNCERTAIN);
  }
}
