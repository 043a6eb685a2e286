import type { BlockingCall, Severity } from "../model/catalogue.ts";
import type { CallFacts } from "../model/facts.ts";
import type { TrailStep } from "../model/finding.ts";
import type { Reach, Unit } from "../model/project-view.ts";
import type { FindTargets, FunctionValue, Target } from "./targets.ts";
import type { Context, Value, Values } from "./values.ts";

/** The functions that one search may visit; more is generated code. */
const MAX_VISITS = 5_000;

/** The ways to call one function (callbacks, receivers) that one search tells apart. */
const MAX_CONTEXTS = 16;

const RANK: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };

interface Leaf {
  readonly blocking: BlockingCall;
  readonly trail: readonly TrailStep[];
  readonly certain: boolean;
}

type Edges = readonly (readonly [call: CallFacts, targets: readonly Target[]])[];

interface Visit {
  readonly key: string;
  readonly fn: FunctionValue;
  readonly context: Context | undefined;
  readonly link: Link;
  readonly certain: boolean;
}

/** A trail from its end: searches share their beginnings. */
interface Link {
  readonly step: TrailStep;
  readonly from: Link | undefined;
}

function trailOf(link: Link): readonly TrailStep[] {
  const trail: TrailStep[] = [];
  for (let at: Link | undefined = link; at !== undefined; at = at.from) trail.push(at.step);
  return trail.reverse();
}

export interface ReachFinder {
  /** The most severe blocking call behind each call place of the function, by the shortest trail. */
  from(fn: FunctionValue): readonly Reach[];
  /** Every blocking call that the function runs, itself or through others. */
  all(fn: FunctionValue): readonly Leaf[];
}

export interface ReachOptions {
  /** Calls of severity info count too. */
  readonly strict?: boolean;
}

export function createReach(targetsOf: FindTargets, isIgnored: (unit: Unit, blocking: BlockingCall, trail: readonly TrailStep[]) => boolean, nameOf: (fn: FunctionValue) => string, options: ReachOptions = {}): ReachFinder {
  const edges = new Map<string, Edges>();
  const callsByUnit = new Map<Unit, readonly (readonly number[])[]>();
  const contexts = new Ids();
  /** Functions from which no search has found anything: later ones need not enter them. */
  const barren = new Set<string>();

  /** The call places of a function, in a context, that run something. */
  function edgesOf({ unit, index }: FunctionValue, context: Context | undefined, key: string): Edges {
    const kept = edges.get(key);
    if (kept !== undefined) return kept;
    const found = callsOf(unit, index).flatMap(at => {
      const call = unit.facts.calls[at]!;
      const targets = targetsOf(unit, call, context);
      return targets.length === 0 ? [] : [[call, targets] as const];
    });
    edges.set(key, found);
    return found;
  }

  function callsOf(unit: Unit, index: number): readonly number[] {
    let table = callsByUnit.get(unit);
    if (table === undefined) {
      const lists: number[][] = unit.facts.functions.map(() => []);
      unit.facts.calls.forEach((call, at) => lists[call.function]?.push(at));
      callsByUnit.set(unit, (table = lists));
    }
    return table[index] ?? [];
  }

  function step(fn: FunctionValue, call: CallFacts): TrailStep {
    return { path: fn.unit.path, range: call.calleeRange, name: nameOf(fn), call: call.text };
  }

  /** All blocking calls behind the targets of one call place, nearest first. */
  function behind(unit: Unit, first: TrailStep, targets: readonly Target[]): readonly Leaf[] {
    const leaves: Leaf[] = [];
    let silenced = false;
    let cut = false;
    const seen = new Set<string>();
    const visits = new Map<string, number>();
    const queue: Visit[] = [];
    const take = (link: Link, certain: boolean, found: readonly Target[]): void => {
      for (const target of found) {
        if (target.kind === "blocking") {
          const trail = trailOf(link);
          if (isIgnored(unit, target.blocking, trail)) silenced = true;
          else leaves.push({ blocking: target.blocking, trail, certain: certain && target.certain });
          continue;
        }
        const plain = contexts.key(target.fn, undefined);
        const key = target.context === undefined ? plain : contexts.key(target.fn, target.context);
        if (seen.has(key) || barren.has(key)) continue;
        seen.add(key);
        const ways = (visits.get(plain) ?? 0) + 1;
        visits.set(plain, ways);
        if (ways > MAX_CONTEXTS) {
          cut = true;
          continue;
        }
        queue.push({ key, fn: target.fn, context: target.context, link, certain: certain && target.certain });
      }
    };
    take({ step: first, from: undefined }, true, targets);
    for (let at = 0; at < queue.length && at < MAX_VISITS; at++) {
      const { key, fn, context, link, certain } = queue[at]!;
      for (const [call, found] of edgesOf(fn, context, key)) take({ step: step(fn, call), from: link }, certain, found);
    }
    if (leaves.length === 0 && queue.length < MAX_VISITS && !silenced && !cut) for (const { key } of queue) barren.add(key);
    return leaves;
  }

  return {
    from(fn) {
      const found = callsOf(fn.unit, fn.index).flatMap((callIndex): Reach[] => {
        const call = fn.unit.facts.calls[callIndex]!;
        const targets = targetsOf(fn.unit, call);
        if (targets.length === 0) return [];
        const leaves = behind(fn.unit, step(fn, call), targets);
        if (leaves.length === 0) return [];
        const worst = leaves.reduce((best, leaf) => (RANK[leaf.blocking.severity] > RANK[best.blocking.severity] ? leaf : best));
        return [{
          call,
          callIndex,
          blocking: worst.blocking,
          trail: worst.trail,
          confidence: worst.certain ? "definite" : "probable",
          alsoReaches: places(options.strict === true || worst.blocking.severity === "info" ? leaves : leaves.filter(({ blocking }) => blocking.severity !== "info")) - 1,
        }];
      });
      return found.filter(reach => !isSaidByItsItem(reach, found));
    },
    all(fn) {
      return edgesOf(fn, undefined, contexts.key(fn, undefined)).flatMap(([call, targets]) => behind(fn.unit, step(fn, call), targets));
    },
  };
}

/** `with open(x) as f`: the call and the entering are one thing to the reader; the call says it. */
function isSaidByItsItem({ call, blocking }: Reach, all: readonly Reach[]): boolean {
  return call.kind === "enter" && all.some(other =>
    other.call.kind !== "enter" && other.call.calleeRange.start === call.calleeRange.start && RANK[other.blocking.severity] >= RANK[blocking.severity]);
}

function places(leaves: readonly Leaf[]): number {
  return new Set(leaves.map(({ trail }) => `${trail.at(-1)!.path}:${trail.at(-1)!.range.start}`)).size;
}

/** Short keys for a function in a context: the same function with other callbacks is another visit. */
class Ids {
  readonly #ids = new Map<object, number>();

  key(fn: FunctionValue, context: Context | undefined): string {
    let key = `${this.#id(fn.unit)}:${fn.index}`;
    for (let at = context; at !== undefined; at = at.outer) {
      if (at.receiver !== undefined) key += `|${at.function}.this=${this.#value(at.receiver)}`;
      for (const [parameter, values] of at.parameters) key += `|${at.function}.${parameter}=${this.#values(values)}`;
    }
    return key;
  }

  #values({ values }: Values): string {
    return values.map(value => this.#value(value)).join(",");
  }

  #value(value: Value): string {
    if (value.kind === "external") return `${value.module}.${value.path}`;
    if (value.kind === "package" || value.kind === "module" || value.kind === "container") return value.kind;
    return `${value.kind}${this.#id(value.unit)}:${value.index}`;
  }

  #id(object: object): number {
    let id = this.#ids.get(object);
    if (id === undefined) this.#ids.set(object, (id = this.#ids.size));
    return id;
  }
}
