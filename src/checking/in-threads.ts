import { availableParallelism } from "node:os";

import { settingRule } from "../advice/lints/rule-id.ts";
import type { CheckOptions } from "../check.ts";
import type { FunctionApp } from "../model/app.ts";
import { joinApp, type Registered } from "../project/apps/handlers.ts";
import type { Files } from "../project/files.ts";
import { appsOf, handlersBeside } from "../project/open-project.ts";
import { createPartChecker, type Joined, type Part, type PartChecker, type PartResult } from "./parts.ts";
import type { ScopePlan, ScopeResult } from "./plan.ts";
import { splitRoots, type Share } from "./split-roots.ts";
import { startThread, threadEntry, type CheckThread } from "./threads.ts";
import { IGNORES } from "./unused-ignores.ts";

/** With less text in files that may hold roots, the start of a thread is a large part of its work. */
const PAYS_FROM = 2_000_000;

/** With fewer files nobody waits for long, and not even their text need be looked at. */
const FEW = 100;

/** More threads than this read the same helpers again and again. */
const MOST_UNASKED = 4;

/** The threads to check the scopes with, the present one included. */
export function threadCount(jobs: number | "auto", plans: readonly ScopePlan[]): number {
  if (jobs !== "auto") return jobs;
  const cores = Math.min(availableParallelism(), MOST_UNASKED);
  if (cores === 1 || plans.reduce((sum, { sources }) => sum + sources.length, 0) < FEW) return 1;
  const size = plans.reduce((sum, plan) => plan.chosen().roots.reduce((inner, root) => inner + root.size, sum), 0);
  return Math.max(1, Math.min(cores, Math.floor((2 * size) / PAYS_FROM)));
}

/** Checks the scopes with so many threads: the same results as in turn, in the same order. What a thread that fails was to do is done here. */
export async function checkInThreads(count: number, plans: readonly ScopePlan[], files: Files, options: CheckOptions, entry: string | URL | undefined = threadEntry()): Promise<readonly ScopeResult[]> {
  const shares = splitRoots(plans.map(plan => plan.chosen().roots), entry === undefined ? 1 : count);
  const parts = shares.map(share => share.map(one => partOf(plans[one.scope]!, one)));
  const [own, ...others] = parts;
  const threads = others.map(given => startThread({ overlay: options.overlay, cacheFile: options.cache?.file, parts: given }, entry!));
  try {
    for (const [index, { scope }] of plans.entries()) options.progress?.(scope.root, index + 1, plans.length);
    const checker = (): PartChecker => createPartChecker(files, options.cache?.languages);
    const first = checker();
    const registered = [first.open(own!)];
    const instead = new Map<CheckThread, PartChecker>();
    const replace = (thread: CheckThread, given: readonly Part[]): readonly Registered[] => {
      options.threadFailed?.();
      const other = checker();
      instead.set(thread, other);
      return other.open(given);
    };
    for (const [at, thread] of threads.entries()) registered.push(await thread.opened ?? replace(thread, others[at]!));

    const joined = joinScopes(plans, shares, registered, files);
    const running = threads.map((thread, at) => (instead.has(thread) ? undefined : thread.check(joined.given[at + 1]!)));
    const results = [first.check(joined.given[0]!)];
    for (const [at, thread] of threads.entries()) {
      const answer = await running[at];
      if (answer?.used !== undefined) options.cache?.add(answer.used);
      if (answer === undefined && !instead.has(thread)) replace(thread, others[at]!);
      results.push(answer?.results ?? instead.get(thread)!.check(joined.given[at + 1]!));
    }
    return plans.map((plan, scope) => scopeResult(plan, joined.apps[scope]!, inScope(shares, results, scope)));
  } finally {
    for (const thread of threads) thread.end();
  }
}

function partOf({ scope, settings, rules, chosen }: ScopePlan, { from, to, leads }: Share): Part {
  const { roots, functionJson } = chosen();
  const all = new Set(roots.map(({ path }) => path));
  const own = roots.slice(from, to).map(({ path }) => path);
  const mine = new Set(own);
  const entries = [...functionJson.functions.entries()].filter(([, { handler }]) => handler !== undefined && (mine.has(handler.path) || (leads && !all.has(handler.path))));
  return {
    root: scope.root, isApp: scope.isApp, roots: own, entries: new Map(entries),
    catalogue: settings.catalogue, strict: settings.strict, rules: rules.map(({ id }) => id),
    ...(scope.only !== undefined && { only: scope.only }),
  };
}

/** For each thread what its parts need to know, and each scope's app. */
function joinScopes(plans: readonly ScopePlan[], shares: readonly (readonly Share[])[], registered: readonly (readonly Registered[])[], files: Files): { readonly apps: readonly FunctionApp[]; readonly given: readonly (readonly Joined[])[] } {
  const apps = plans.map(({ chosen }, scope) => {
    const found = inScope(shares, registered, scope);
    return joinApp(chosen().functionJson, { definitions: found.flatMap(({ definitions }) => definitions), entries: new Map(found.flatMap(({ entries }) => [...entries])) });
  });
  const given = shares.map(share => share.map(({ scope, leads }): Joined => {
    const { settings, whole, listed, chosen } = plans[scope]!;
    const app = apps[scope]!;
    const unseen = leads && settings.reportUnusedIgnores ? withIgnores(listed, new Set(chosen().roots.map(({ path }) => path)), files) : [];
    return {
      app,
      further: leads ? handlersBeside(app, chosen().roots) : [],
      settings: leads && whole && settings.runs(settingRule),
      ignoresIn: settings.reportUnusedIgnores ? unseen : undefined,
    };
  }));
  return { apps, given };
}

/** Files with a `funcfix-ignore` that are no roots, so that no part reads them for itself. */
function withIgnores(listed: readonly string[], roots: ReadonlySet<string>, files: Files): readonly string[] {
  return listed.filter(path => !roots.has(path) && files.read(path)?.includes(IGNORES) === true);
}

function scopeResult(plan: ScopePlan, app: FunctionApp, results: readonly PartResult[]): ScopeResult {
  const { roots, unread } = plan.chosen();
  const known = new Set([...roots.map(({ path }) => path), ...handlersBeside(app, roots)]);
  // Two parts can have followed into the same file.
  const broken = new Map(results.flatMap(result => result.broken).filter(({ path }) => !known.has(path)).map(finding => [finding.path, finding]));
  return {
    plan,
    apps: appsOf(app, plan.scope.isApp),
    findings: plan.reported({ byRules: results.flatMap(({ byRules }) => byRules), broken: [...broken.values()], unread }),
    aboutSettings: results.flatMap(result => result.aboutSettings),
    ignores: results.flatMap(({ ignores }) => ignores),
  };
}

/** What the threads answered for their parts of one scope, in the order of its roots. */
function inScope<Answer>(shares: readonly (readonly Share[])[], answers: readonly (readonly Answer[])[], scope: number): readonly Answer[] {
  return shares.flatMap((share, thread) => share.flatMap((one, at) => (one.scope === scope ? [answers[thread]![at]!] : [])));
}
