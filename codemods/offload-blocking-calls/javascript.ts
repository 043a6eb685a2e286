import type { FunctionNode, Node } from "../../src/languages/javascript/ast.ts";
import { awaitTrouble, isAtModuleLevel, isAwaited } from "../../src/languages/javascript/rewrite/await-call.ts";
import { sharedUpdateAround } from "../../src/languages/javascript/rewrite/shared-state.ts";
import type { BlockingCall } from "../../src/model/catalogue.ts";
import { applyEdits, type Change } from "../../src/model/change.ts";
import type { CallFacts } from "../../src/model/facts.ts";
import type { Finding, Safety, TrailStep } from "../../src/model/finding.ts";
import type { ProjectFunction } from "../../src/model/project-view.ts";
import type { Project } from "../../src/project/open-project.ts";
import { Attempt } from "./javascript-attempt.ts";
import { BecomeAsync } from "./javascript-become-async.ts";
import { ReferenceFollower } from "./javascript-callers.ts";
import { FileTable, type SourceFile } from "./javascript-files.ts";
import { dropAsync } from "./javascript-make-sync.ts";
import { moduleLevelTrouble } from "./javascript-module-level.ts";
import { dependencyChanges, runtimeIsThere } from "./javascript-package-json.ts";
import { openLazily, type OpenReferences } from "./javascript-propagation.ts";
import { formOf } from "./javascript-remedy.ts";
import { fileUpdatedAround } from "./javascript-twins.ts";
import type { FixOptions, FixPlan, Outcome } from "./plan.ts";

/** Plans the fixes of the JavaScript and TypeScript findings, and what follows from them in other files. */
export async function planJavaScript(project: Project, findings: readonly Finding[], options: FixOptions): Promise<FixPlan> {
  if (findings.length === 0) return { changes: [], outcomes: [] };
  return planJavaScriptWith(await openLazily(project, findings, options), project, findings, options);
}

/** The same with the references at hand, at once: what they throw when they are asked comes out. */
export function planJavaScriptWith(references: OpenReferences, project: Project, findings: readonly Finding[], options: FixOptions): FixPlan {
  const planner = new Planner(project, options, references, false);
  const outcomes = planner.settle(findings);
  if (planner.typeErrors().length === 0) return { changes: planner.changes(), outcomes };
  // One of the fixes brings an error of the compiler: planned again, each is asked for it.
  const careful = new Planner(project, options, references, true);
  const again = careful.settle(findings);
  return { changes: careful.changes(), outcomes: again };
}

/** A function that is about to be replaced by one that gives a promise. */
export interface Moved {
  readonly path: string;
  /** Where the function ends, and where it begins at the earliest. */
  readonly start: number;
  readonly end: number;
  /** Whether a call goes with the function, so that it stays as it is. */
  readonly goesAlong: (path: string, offset: number) => boolean;
}

/**
 * Lets every caller of some functions await them although they stay as they are, one function after the other. Where the
 * callers of one cannot, `troubles` has the reason at its place, and none of them is changed.
 */
export function planCallersOf(moved: readonly Moved[], references: OpenReferences, project: Project, options: FixOptions): { readonly changes: readonly Change[]; readonly troubles: readonly (string | undefined)[] } {
  const planner = new Planner(project, options, references, false);
  const troubles = moved.map(each => planner.awaitCallersOf(each));
  return { changes: planner.changes(), troubles };
}

class Planner {
  readonly #project: Project;
  readonly #options: FixOptions;
  readonly #files: FileTable;
  readonly #async: BecomeAsync;
  readonly #references: OpenReferences;
  readonly #careful: boolean;
  #done = new Attempt();

  /** @param careful asks the compiler after each fix whether it brings an error. */
  constructor(project: Project, options: FixOptions, references: OpenReferences, careful: boolean) {
    this.#project = project;
    this.#careful = careful;
    this.#options = options;
    this.#references = references;
    this.#files = new FileTable(project);
    this.#async = new BecomeAsync(project, this.#files, references, {
      await: (attempt, file, call) => this.#awaitAt(attempt, file, call),
      behind: (attempt, file, fn) => this.#fixBehind(attempt, file, fn),
    });
  }

  /** Blocking calls first: a function that gets an await no longer lacks one. */
  settle(findings: readonly Finding[]): Outcome[] {
    const settled = new Map<Finding, Outcome>();
    for (const lacking of [false, true])
      for (const finding of findings) if ((finding.rule === "no-async-without-await") === lacking) settled.set(finding, lacking ? this.#settleLacking(finding, blockedIn(settled, finding.path)) : this.#settleBlocking(finding));
    return findings.map(finding => settled.get(finding)!);
  }

  awaitCallersOf({ path, start, end, goesAlong }: Moved): string | undefined {
    const file = this.#files.at(path);
    const index = file?.unit.facts.functions.findIndex(({ range }, at) => at > 0 && range.start >= start && range.end === end) ?? -1;
    const fn = file?.functionOf(index);
    if (file === undefined || fn === undefined) return "It is written in a way that is not rewritten.";
    const follower = new ReferenceFollower(this.#project, this.#files, this.#references, {
      await: (attempt, at, call) => (goesAlong(at.unit.path, call.start) ? undefined : this.#awaitAt(attempt, at, call)),
      behind: () => {},
      become: (attempt, at, other) => (other === fn ? undefined : this.#async.become(attempt, at, other)),
      loopWith: (attempt, at, call, callback) => this.#async.loopWith(attempt, at, call, callback),
    });
    const attempt = this.#done.fork();
    attempt.asyncs.set(fn, { file, fn });
    const stopped = follower.awaitCallers(attempt, file, fn, false);
    if (stopped !== undefined) return stopped;
    attempt.asyncs.delete(fn);
    if (!this.#files.fits(attempt, this.#done)) return "Its callers cannot be rewritten together: change them by hand.";
    this.#done = attempt;
    return undefined;
  }

  changes(): Change[] {
    const changes = this.#files.write(this.#done);
    return [...changes, ...dependencyChanges(this.#project.files, this.#done.offloading())];
  }

  /** Errors of the TypeScript compiler that the changes bring, where they follow a function through types. */
  typeErrors(attempt = this.#done): readonly string[] {
    if (![...attempt.asyncs.values()].some(({ helper }) => helper !== undefined) && attempt.dropped.size === 0) return [];
    const files = [...attempt.files()];
    if (!files.some(({ isTypeScript }) => isTypeScript)) return [];
    const texts = this.#files.write(attempt).flatMap(change => (change.kind === "edit" ? [[change.path, applyEdits(change.before, change.edits)] as const] : []));
    return this.#references().newErrors(new Map(texts));
  }

  #settleBlocking(finding: Finding): Outcome {
    const attempt = this.#done.fork();
    const trouble = finding.blocking === undefined ? "Nothing is known of the call." : this.#fixTrail(attempt, finding.trail, finding.blocking);
    if (trouble !== undefined) return { finding, safety: "manual", applied: false, reason: trouble };
    const { safety, reason } = this.#judge(attempt, finding);
    return this.#finish(finding, safety, reason, attempt);
  }

  #settleLacking(finding: Finding, blocked: ReadonlySet<number>): Outcome {
    const file = this.#files.at(finding.path);
    const fn = file === undefined || finding.functionIndex === undefined ? undefined : file.functionOf(finding.functionIndex);
    if (file === undefined || fn === undefined) return { finding, safety: "manual", applied: false, reason: "The function is written in a way that is not rewritten." };
    if (this.#done.dropped.has(fn)) return { finding, safety: "suggestion", applied: true };
    if (this.#done.awaitsIn(file, fn)) return { finding, safety: "safe", applied: true };
    const attempt = this.#done.fork();
    const isHandler = this.#project.definitionsOf({ unit: file.unit, index: finding.functionIndex!, facts: file.unit.facts.functions[finding.functionIndex!]! }).length > 0;
    const blocks = (at: SourceFile, index: number): boolean => at === file && blocked.has(index);
    const reason = dropAsync({ project: this.#project, files: this.#files, open: this.#references, blocks }, attempt, file, fn, finding.functionIndex!);
    if (reason !== undefined) return { finding, safety: "manual", applied: false, reason };
    const why = isHandler ? "Without `async` it answers at once, and what it throws is thrown where it is called: the host takes both." : "Without `async` it answers at once, and no caller awaits it any more.";
    return this.#finish(finding, "suggestion", why, attempt);
  }

  #finish(finding: Finding, safety: Safety, reason: string | undefined, attempt: Attempt): Outcome {
    const outcome = (applied: boolean, why = reason): Outcome => ({ finding, safety, applied, ...(why !== undefined && { reason: why }) });
    if (safety === "suggestion" && !this.#options.unsafe && attempt.adds(this.#done)) return outcome(false);
    if (!this.#files.fits(attempt, this.#done)) return { finding, safety: "manual", applied: false, reason: "It cuts into another change of the same lines: run the command again, or change it by hand." };
    const error = this.#careful ? this.typeErrors(attempt)[0] : undefined;
    if (error !== undefined) return { finding, safety: "manual", applied: false, reason: `TypeScript would no longer accept ${this.#shown(error)}` };
    if (this.#options.accept?.(finding, safety) === false) return outcome(false, "It was left out.");
    this.#done = attempt;
    return outcome(true);
  }

  #judge(attempt: Attempt, finding: Finding): { readonly safety: Safety; readonly reason?: string } {
    const fresh = attempt.since(this.#done);
    if (fresh.helpers.length > 0) return { safety: "suggestion", reason: `${fresh.helpers.map(name => `\`${name}\``).join(", ")} ${fresh.helpers.length === 1 ? "becomes" : "become"} async, and every caller awaits it.` };
    if (fresh.notes.length > 0) return { safety: "suggestion", reason: fresh.notes[0]! };
    if (finding.confidence === "probable") return { safety: "suggestion", reason: "What is called here is only probably the blocking function." };
    if (fresh.offloadedFrom.some(path => !runtimeIsThere(this.#project.files, path)))
      return { safety: "suggestion", reason: "It runs on a worker thread of `funcfix-runtime`, which becomes a dependency: install it, and import `funcfix-runtime/azure` once so that the host's shutdown waits for it." };
    return { safety: "safe" };
  }

  /** From the blocking call at the end of the trail up to the function that the finding is in. */
  #fixTrail(attempt: Attempt, trail: readonly TrailStep[], blocking: BlockingCall): string | undefined {
    const leaf = trail.at(-1)!;
    const file = this.#files.at(leaf.path);
    const facts = file?.unit.facts.calls.find(call => call.calleeRange.start === leaf.range.start && call.calleeRange.end === leaf.range.end);
    if (file === undefined || facts === undefined) return "The call is written in a way that is not rewritten.";
    for (const step of trail.slice(0, -1)) {
      const through = this.#files.at(step.path)?.unit.facts.calls.find(call => call.calleeRange.start === step.range.start && call.calleeRange.end === step.range.end);
      if (through?.kind === "new") return `\`new ${through.text}\` runs it in a constructor, which cannot await: make the object by an async function.`;
      if (through?.kind === "read" || through?.kind === "write") return `\`${through.text}\` runs it in a ${through.kind === "read" ? "getter" : "setter"}, which cannot await: make it a method.`;
      if (through?.kind === "iterate") return `\`${through.text}\` runs it when it is iterated: make it an async generator, and use \`for await\`.`;
    }
    return this.#fixLeaf(attempt, file, facts, blocking);
  }

  #fixLeaf(attempt: Attempt, file: SourceFile, facts: CallFacts, blocking: BlockingCall): string | undefined {
    if (facts.kind !== "call" && facts.kind !== "tag") return blocking.remedy.kind === "manual" || blocking.remedy.kind === "unit" ? blocking.remedy.advice : "It is no call that could be awaited.";
    const call = file.index.callAt(facts.range);
    if (call === undefined || call.type === "NewExpression") {
      const callback = "The blocking function itself is handed on to be called: write a function around it first.";
      return call === undefined ? "The call is written in a way that is not rewritten." : callback;
    }
    if (attempt.hasSite(file, call)) return undefined;
    const callee = call.type === "CallExpression" ? call.callee : call.tag;
    const plain = (file.index.text.slice(callee.start, callee.end).match(/[\w$]+(?=\W*$)/) ?? [""])[0];
    const form = formOf({ index: file.index, callee, args: call.type === "CallExpression" ? call.arguments : [], ledger: file.ledger, isTypeScript: file.isTypeScript }, blocking, this.#options.strategy);
    if ("trouble" in form) return form.trouble;
    if (isCallbackOf(blocking, plain)) return "The blocking function itself is handed on to be called: write a function around it first.";
    const updated = this.#fileUpdated(file, facts, call);
    if (updated !== undefined) return `The function reads \`${updated}\` and then changes it: with an await between, another invocation could change it meanwhile.`;
    attempt.addSite(file, call, { callee, form });
    return this.#awaitAt(attempt, file, call);
  }

  #awaitAt(attempt: Attempt, file: SourceFile, call: Node): string | undefined {
    if (isAwaited(file.index, call) && !attempt.hasSite(file, call)) return undefined;
    const replayed = this.#async.replayed(file, call);
    if (replayed !== undefined) return replayed;
    const text = file.excerpt(call);
    const atModuleLevel = isAtModuleLevel(file.index, call);
    const trouble = (atModuleLevel ? moduleLevelTrouble(this.#project.files, file.unit.path) : undefined) ?? awaitTrouble(file.index, call);
    if (trouble !== undefined) return `\`${text}\` cannot be awaited at ${file.placeOf(call, this.#root())}: ${trouble}.`;
    attempt.addSite(file, call);
    if (atModuleLevel) {
      attempt.notes.add(`\`${text}\` is awaited while ${file.placeOf(call, this.#root())} is loaded: modules beside it may be loaded meanwhile.`);
      return undefined;
    }
    const fn = file.index.functionAround(call)!;
    const stopped = this.#async.become(attempt, file, fn);
    if (stopped !== undefined) return stopped;
    const shared = sharedUpdateAround(file.index, attempt.aloneAround(file, fn), call);
    if (shared !== undefined) return `\`${shared}\`, which other invocations share, is used before and after \`${text}\`: an await between them could lose an update of another invocation.`;
    return undefined;
  }

  /** What else blocks in a function that becomes async: best effort, for it is a root of its own from now on. */
  #fixBehind(attempt: Attempt, file: SourceFile, fn: FunctionNode): void {
    const index = file.factsOf(fn);
    if (index === undefined) return;
    const facts = file.unit.facts.functions[index]!;
    this.#fixAll(attempt, { unit: file.unit, index, facts });
    for (const call of file.unit.facts.calls) {
      if (call.function !== index || call.kind !== "call") continue;
      const { values } = this.#project.evaluator.evaluate(file.unit, call.callee);
      const functions = values.filter(value => value.kind === "function");
      // A call that may run one of several is reported for one of them only.
      if (functions.length < 2) continue;
      for (const { unit, index: at } of functions) if (!unit.facts.functions[at]!.async) this.#fixAll(attempt, { unit, index: at, facts: unit.facts.functions[at]! });
    }
  }

  #fixAll(attempt: Attempt, fn: ProjectFunction): void {
    for (const { trail, blocking } of this.#project.blockingCalls(fn)) {
      if (blocking.severity === "info") continue;
      const part = attempt.fork();
      if (this.#fixTrail(part, trail, blocking) === undefined) attempt.take(part);
    }
  }

  #fileUpdated(file: SourceFile, facts: CallFacts, call: Node): string | undefined {
    const calls = file.fileCalls(facts.function);
    const own = calls.find(({ at }) => at === call.start);
    return own === undefined ? undefined : fileUpdatedAround(calls, own);
  }

  /** An error of the compiler for people: the path below the root. */
  #shown(error: string): string {
    const root = this.#root();
    const text = root !== "" && error.startsWith(root) ? error.slice(root.length + 1) : error;
    return /[.!?]$/.test(text) ? text : `${text}.`;
  }

  #root(): string {
    return this.#options.root ?? this.#project.apps[0]?.root ?? "";
  }
}

/** The functions of a file in which a blocking call stays. */
function blockedIn(settled: ReadonlyMap<Finding, Outcome>, path: string): ReadonlySet<number> {
  return new Set([...settled].flatMap(([finding, { applied }]) => (finding.path === path && !applied && finding.functionIndex !== undefined ? [finding.functionIndex] : [])));
}

/** `paths.map(readFileSync)`: what the trail ends in is the call of `map`, not one of the blocking function. */
function isCallbackOf(blocking: BlockingCall, called: string): boolean {
  const own = blocking.call.slice(blocking.call.lastIndexOf(".") + 1);
  return CALLERS.has(called) && called !== own;
}

const CALLERS = new Set(["map", "forEach", "filter", "some", "every", "find", "findIndex", "findLast", "findLastIndex", "reduce", "reduceRight", "flatMap", "sort", "toSorted", "replace", "replaceAll", "from", "apply", "groupBy"]);
