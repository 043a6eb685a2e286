import { ImportLedger } from "../../src/languages/python/rewrite/imports.ts";
import { mergeInsertions } from "../../src/languages/python/rewrite/insertions.ts";
import { indexOf } from "../../src/languages/python/rewrite/tree-index.ts";
import { awaitsOnlyInAsync } from "../../src/languages/python/rewrite/validity.ts";
import { hasAsyncLibrary } from "./python-async-library.ts";
import { parsePythonOnce } from "../../src/languages/python/parse-once.ts";
import { applyEdits, EditConflict, type Change, type Edit } from "../../src/model/change.ts";
import type { Finding, Safety } from "../../src/model/finding.ts";
import type { Range } from "../../src/model/text.ts";
import type { Unit } from "../../src/model/project-view.ts";
import type { Project } from "../../src/project/open-project.ts";
import { manual, type Draft, type DraftPlace } from "./python-draft.ts";
import { draftCall } from "./python-call.ts";
import { makeSync } from "./python-make-sync.ts";
import { PythonRunner } from "./python-runner.ts";
import { keyOf, type SyncGraph } from "./python-sync-graph.ts";
import { FileEdits, type FixOptions, type Outcome } from "./plan.ts";

/** What one file needs of the others. */
export interface FileLinks {
  readonly graph: SyncGraph;
  /** Takes edits of other files, all or none. */
  takeElsewhere(edits: ReadonlyMap<string, readonly Edit[]>): boolean;
  /** Functions that became a plain `def`, by {@link keyOf}, with what was said of that. */
  readonly plain: Map<string, Omit<Outcome, "finding">>;
}

/** Collects what becomes of one file, finding by finding. */
export class PythonFile {
  readonly unit: Unit;
  readonly #project: Project;
  readonly #options: FixOptions;
  readonly #links: FileLinks;
  readonly #place: DraftPlace | undefined;
  readonly #edits: FileEdits;
  readonly #requirements = new Set<string>();
  readonly #settled: (Range & { readonly safety: Safety })[] = [];
  /** Functions that become, or could become, a plain `def`: what they call runs on the worker's threads then. */
  readonly #sync = new Map<number, Omit<Outcome, "finding">>();
  /** Functions that get an await: they no longer lack one. */
  readonly #awaiting = new Set<number>();
  #linked = false;

  constructor(unit: Unit, project: Project, options: FixOptions, links: FileLinks) {
    this.unit = unit;
    this.#project = project;
    this.#options = options;
    this.#links = links;
    this.#edits = new FileEdits(unit.path, unit.text);
    const { tree } = parsePythonOnce(unit.text);
    if (tree === undefined) return;
    const ledger = new ImportLedger(tree);
    this.#place = { unit, project, options, index: indexOf(tree), ledger, runner: new PythonRunner(options, ledger), newNames: new Set(), openRequests: [] };
  }

  get usesExecutor(): boolean {
    return this.#place?.runner.usesExecutor === true;
  }

  get requirements(): ReadonlySet<string> {
    return this.#requirements;
  }

  plan(findings: readonly Finding[]): Outcome[] {
    const sync = this.#options.strategy === "make-sync";
    const first = findings.filter(finding => (finding.rule === "no-async-without-await") === sync);
    const outcomes = [...first, ...findings.filter(finding => !first.includes(finding))].map(finding => this.#settle(finding));
    // `open(path).read()` is two findings: the fix of the call inside settles the one around it.
    return outcomes.map(outcome => (outcome.applied ? outcome : { ...outcome, ...this.#settledBy(outcome.finding) }));
  }

  fits(edits: readonly Edit[]): boolean {
    return this.#place !== undefined && this.#edits.fits(edits);
  }

  /** Takes edits that a change of another file needs. False, and nothing taken, where they cut into others. */
  take(edits: readonly Edit[]): boolean {
    this.#linked = true;
    return this.#edits.take(edits);
  }

  /** Its edits hang together with those of other files. */
  get isLinked(): boolean {
    return this.#linked;
  }

  /** Undefined when nothing changes; null when the result would not parse. */
  change(): Change | undefined | null {
    if (this.#edits.edits.length === 0 || this.#place === undefined) return undefined;
    const edits = [...mergeInsertions(this.#edits.edits), ...this.#place.ledger.edits()];
    const { path, text } = this.unit;
    try {
      return awaitsOnlyInAsync(applyEdits(text, edits)) ? { kind: "edit", path, before: text, edits } : null;
    } catch (error) {
      if (error instanceof EditConflict) return null;
      throw error;
    }
  }

  /** The folder of the app that the file belongs to. */
  appRoot(): string {
    const app = this.#project.apps.find(({ root }) => this.unit.path.startsWith(`${root}/`));
    return app?.root ?? this.#options.root ?? this.unit.path.slice(0, this.unit.path.lastIndexOf("/"));
  }

  #settle(finding: Finding): Outcome {
    const settled = this.#settledBy(finding);
    if (settled !== undefined) return { finding, ...settled };
    const outcome = this.#taken(finding, this.#draft(finding));
    const { rule, functionIndex } = finding;
    const { applied, safety, reason } = outcome;
    if (rule === "no-async-without-await" && functionIndex !== undefined && safety !== "manual" && (applied || this.#options.strategy === "make-sync"))
      this.#sync.set(functionIndex, { safety, applied, ...(reason !== undefined && { reason }) });
    return outcome;
  }

  #taken(finding: Finding, draft: Draft): Outcome {
    const { safety, reason } = draft;
    const outcome = (applied: boolean, why = reason): Outcome => ({ finding, safety, applied, ...(why !== undefined && { reason: why }) });
    if (safety === "manual" || draft.edits.length === 0) return outcome(false);
    if (safety === "suggestion" && !this.#options.unsafe) return outcome(false, reason ?? "It is a suggestion: `--unsafe` makes it.");
    if (this.#options.accept?.(finding, safety) === false) return outcome(false, "It was left out.");
    const { elsewhere } = draft;
    if (!this.#edits.fits(draft.edits) || (elsewhere !== undefined && elsewhere.size > 0 && !this.#links.takeElsewhere(elsewhere))) return outcome(false, "It overlaps another change: run the command again, or change it by hand.");
    this.#edits.take(draft.edits);
    for (const fn of draft.becomeSync ?? []) this.#links.plain.set(keyOf(fn), { safety, applied: true, ...(reason !== undefined && { reason }) });
    if (elsewhere !== undefined && elsewhere.size > 0) this.#linked = true;
    draft.imports?.(this.#place!.ledger);
    for (const range of draft.settles ?? []) {
      this.#settled.push({ ...range, safety });
      const settled = this.unit.facts.calls.find(({ range: at }) => at.start === range.start && at.end === range.end);
      if (settled !== undefined) this.#awaiting.add(settled.function);
    }
    for (const line of draft.requirements ?? []) this.#requirements.add(line);
    if (finding.functionIndex !== undefined && finding.rule === "no-blocking-call") this.#awaiting.add(finding.functionIndex);
    return outcome(true);
  }

  /** What an earlier fix of the file has already made of a finding. */
  #settledBy(finding: Finding): Omit<Outcome, "finding"> | undefined {
    const { rule, functionIndex, range } = finding;
    const plain = this.#links.plain.get(`${finding.path}:${functionIndex}`);
    if (plain !== undefined) return plain;
    if (rule === "no-async-without-await") return functionIndex !== undefined && this.#awaiting.has(functionIndex) ? { safety: "safe", applied: true } : undefined;
    const sync = functionIndex === undefined ? undefined : this.#sync.get(functionIndex);
    if (sync !== undefined) return sync;
    const around = this.#settled.find(({ start, end }) => range.start >= start && range.end <= end);
    return around === undefined ? undefined : { safety: around.safety, applied: true };
  }

  #draft(finding: Finding): Draft {
    if (this.#place === undefined) return manual("The file does not parse.");
    if (finding.rule === "no-async-without-await" && this.#options.strategy === "async-library" && this.#blocks(finding)) return manual("What blocks it has an asynchronous form: it can await that.");
    if (finding.rule === "no-async-without-await") return makeSync(this.#place, this.#links.graph, finding);
    if (finding.callIndex === undefined || finding.blocking === undefined) return manual("Nothing is known of the call.");
    return draftCall(this.#place, finding, this.unit.facts.calls[finding.callIndex]!);
  }

  #blocks({ functionIndex }: Finding): boolean {
    const fn = this.#project.functionsOf(this.unit).find(({ index }) => index === functionIndex);
    return fn !== undefined && this.#project.blockingCalls(fn).some(({ blocking }) => hasAsyncLibrary(blocking));
  }
}
