import { sharedUpdateAround } from "../../src/languages/python/rewrite/shared-state.ts";
import type { ProjectFunction } from "../../src/model/project-view.ts";
import type { Project } from "../../src/project/open-project.ts";
import { threadTrouble } from "./python-boundary.ts";
import { type AwaitedUse, PythonReferences, type Uses } from "./python-references.ts";
import type { FixOptions } from "./plan.ts";

/** Functions that become a plain `def` together, and the awaits that go with that; or why one of them cannot. */
export type SyncGroup = { readonly members: readonly ProjectFunction[]; readonly awaits: readonly AwaitedUse[] } | { readonly refusal: string };

/** One round of the search: who becomes plain, and who awaits them. */
interface Round {
  readonly members: ReadonlyMap<string, ProjectFunction>;
  /** Awaits of members, by the function that awaits. */
  readonly awaits: ReadonlyMap<string, readonly { readonly use: AwaitedUse; readonly of: string }[]>;
}

/**
 * Which async functions of a project can become a plain `def`: those that await nothing, and callers that await nothing
 * but them. A function stays when one of its uses cannot be followed, and so do those that hang on it.
 */
export class SyncGraph {
  readonly references: PythonReferences;
  readonly #project: Project;
  readonly #options: FixOptions;
  readonly #uses = new Map<string, Uses>();
  readonly #rounds = new Map<string, { readonly round: Round; readonly refused: ReadonlyMap<string, string> }>();

  constructor(project: Project, options: FixOptions) {
    this.#project = project;
    this.#options = options;
    this.references = new PythonReferences(project, options.root ?? project.apps[0]?.root);
  }

  groupOf(first: ProjectFunction): SyncGroup {
    const key = keyOf(first);
    const seeds = this.#seeds();
    const seeded = seeds.has(key);
    const at = seeded ? "" : key;
    let settled = this.#rounds.get(at);
    if (settled === undefined) this.#rounds.set(at, (settled = this.#settle(seeded ? seeds : new Map([...seeds, [key, first]]))));
    const refusal = settled.refused.get(key);
    return refusal === undefined ? connected(settled.round, key) : { refusal };
  }

  /** Functions that await nothing. With other strategies, one that blocks gets an await instead. */
  #seeds(): ReadonlyMap<string, ProjectFunction> {
    const seeds = this.#project.units.filter(({ facts }) => facts.language === "python").flatMap(unit => this.#project.functionsOf(unit)).filter(fn => {
      const { async, generator, awaits, stub } = fn.facts;
      return async && !generator && awaits === 0 && !stub && this.#project.mustBeAsync(fn) === null && (this.#options.strategy === "make-sync" || !this.#blocks(fn));
    });
    return new Map(seeds.map(fn => [keyOf(fn), fn]));
  }

  #settle(seeds: ReadonlyMap<string, ProjectFunction>): { readonly round: Round; readonly refused: ReadonlyMap<string, string> } {
    const refused = new Map<string, string>();
    for (;;) {
      const round = this.#round(seeds, refused);
      const before = refused.size;
      for (const [key, fn] of round.members) {
        const trouble = this.#ownTrouble(fn) ?? this.#callerTrouble(round, fn, refused);
        if (trouble !== undefined) refused.set(key, trouble);
      }
      if (refused.size === before) return { round, refused };
    }
  }

  #round(seeds: ReadonlyMap<string, ProjectFunction>, refused: ReadonlyMap<string, string>): Round {
    const members = new Map([...seeds].filter(([key]) => !refused.has(key)));
    const awaits = new Map<string, { readonly use: AwaitedUse; readonly of: string }[]>();
    // Members are added while the loop runs: callers that have nothing left to await.
    for (const [of, fn] of members) {
      const uses = this.#usesOf(fn);
      if ("lost" in uses) continue;
      for (const use of uses.awaited) {
        const caller = callerOf(use);
        const key = keyOf(caller);
        const own = awaits.get(key) ?? [];
        awaits.set(key, [...own, { use, of }]);
        if (own.length + 1 === caller.facts.awaits && !refused.has(key) && this.#mayBecomePlain(caller)) members.set(key, caller);
      }
    }
    return { members, awaits };
  }

  #mayBecomePlain(caller: ProjectFunction): boolean {
    if (caller.facts.generator || this.#project.mustBeAsync(caller) !== null) return false;
    return this.#options.strategy === "make-sync" || !this.#blocks(caller);
  }

  #ownTrouble(fn: ProjectFunction): string | undefined {
    const { name, decorators } = fn.facts;
    const uses = this.#usesOf(fn);
    if ("lost" in uses) return `Not every use of \`${name}\` can be followed: ${uses.lost}. Make it a plain \`def\` together with its callers.`;
    const node = this.references.treeOf(fn.unit)?.functionNamedAt(fn.facts.nameRange.start);
    if (node?.nodeType !== "AsyncFunctionDef") return `\`${name}\` is not written as \`async def\`.`;
    const lost = this.#lostUpdate(fn);
    if (lost !== undefined) return lost;
    if (this.#isHandler(fn)) return threadTrouble(this.#project, [fn]);
    const decorator = decorators.find(({ text }) => !/^(?:staticmethod|classmethod|(?:functools\.)?wraps)\b/.test(text));
    if (decorator !== undefined) return `\`@${decorator.text}\` of \`${name}\` may expect a coroutine: make it a plain \`def\` together with that.`;
    return uses.awaited.length === 0 ? `Nothing in the app awaits \`${name}\`: whoever calls it may expect a coroutine.` : undefined;
  }

  /** What becomes of the callers: none may be left blocked, or async for nothing. */
  #callerTrouble({ members, awaits }: Round, fn: ProjectFunction, refused: ReadonlyMap<string, string>): string | undefined {
    const uses = this.#usesOf(fn);
    if ("lost" in uses) return undefined;
    for (const use of uses.awaited) {
      const caller = callerOf(use);
      if (members.has(keyOf(caller))) continue;
      const why = refused.get(keyOf(caller));
      if (this.#blocks(fn)) return `\`${caller.facts.name}\` stays async and would be blocked by \`${fn.facts.name}\`.${why === undefined ? "" : ` ${why}`}`;
      const left = caller.facts.awaits - (awaits.get(keyOf(caller))?.length ?? 0);
      if (left === 0 && why !== undefined) return `\`${caller.facts.name}\` would have nothing to await any more, and must stay async. ${why}`;
    }
    return undefined;
  }

  /** On threads another invocation can come between a read and a write of what they share, wherever the thread waits. */
  #lostUpdate(fn: ProjectFunction): string | undefined {
    const index = this.references.treeOf(fn.unit)!;
    const node = index.functionNamedAt(fn.facts.nameRange.start)!;
    for (const { call } of this.#project.blockingCalls(fn)) {
      const at = index.callAt(call.range);
      const shared = at === undefined || index.functionAround(at) !== node ? undefined : sharedUpdateAround(index, node, at);
      if (shared !== undefined) return `\`${shared}\` is read before and written after \`${call.text}\`: on a thread, an update of another invocation could be lost between them.`;
    }
    return undefined;
  }

  #usesOf(fn: ProjectFunction): Uses {
    const key = keyOf(fn);
    let uses = this.#uses.get(key);
    if (uses === undefined) this.#uses.set(key, (uses = this.references.usesOf(fn)));
    return uses;
  }

  #isHandler(fn: ProjectFunction): boolean {
    return this.#project.definitionsOf(fn).length > 0;
  }

  #blocks(fn: ProjectFunction): boolean {
    return this.#project.blockingCalls(fn).length > 0;
  }
}

/** What hangs together with one member: whom it is awaited by, and what else they await. */
function connected({ members, awaits }: Round, first: string): SyncGroup {
  const group = new Set([first]);
  for (let size = 0; size !== group.size;) {
    size = group.size;
    for (const [caller, uses] of awaits) {
      if (!group.has(caller) && !uses.some(({ of }) => group.has(of))) continue;
      // A caller that stays async binds nobody: each of its awaits can go alone.
      if (!members.has(caller)) continue;
      group.add(caller);
      for (const { of } of uses) group.add(of);
    }
  }
  return {
    members: [...group].flatMap(key => members.get(key) ?? []),
    awaits: [...awaits.values()].flat().filter(({ of }) => group.has(of)).map(({ use }) => use),
  };
}

function callerOf({ unit, caller }: AwaitedUse): ProjectFunction {
  return { unit, index: caller, facts: unit.facts.functions[caller]! };
}

export function keyOf({ unit, index }: ProjectFunction): string {
  return `${unit.path}:${index}`;
}
