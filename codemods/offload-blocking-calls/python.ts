import { ImportLedger } from "../../src/languages/python/rewrite/imports.ts";
import { awaitCall, awaitTrouble, type Replacement } from "../../src/languages/python/rewrite/await-call.ts";
import { wrapOneLiner } from "../../src/languages/python/rewrite/one-liner.ts";
import { sharedUpdateAround } from "../../src/languages/python/rewrite/shared-state.ts";
import { TreeIndex } from "../../src/languages/python/rewrite/tree-index.ts";
import { moveWithBlock } from "../../src/languages/python/rewrite/with-block.ts";
import { parsePython } from "../../src/languages/python/parse.ts";
import type { Call, FunctionNode, With } from "../../src/languages/python/nodes.ts";
import { applyEdits, type Change, type Edit } from "../../src/model/change.ts";
import type { CallFacts } from "../../src/model/facts.ts";
import type { Finding, Safety } from "../../src/model/finding.ts";
import type { ProjectView, Unit } from "../../src/model/project-view.ts";
import { EXECUTOR_FILE, EXECUTOR_MODULE, executorModule, RUNNER } from "./python-executor.ts";
import { makeSync } from "./python-make-sync.ts";
import { FileEdits, type FixOptions, type FixPlan, type Outcome } from "./plan.ts";

/** What one finding would become. */
interface Draft {
  readonly safety: Safety;
  readonly edits: readonly Edit[];
  readonly reason?: string;
  readonly imports?: (ledger: ImportLedger) => void;
  /** A part of the text that these edits own: other findings inside it are settled by it. */
  readonly settles?: { readonly start: number; readonly end: number };
}

/** Plans the fixes of the Python files that the findings lie in. */
export function planPython(project: ProjectView, units: ReadonlyMap<string, Unit>, findings: readonly Finding[], options: FixOptions): FixPlan {
  const outcomes: Outcome[] = [];
  const changes: Change[] = [];
  const executorRoots = new Set<string>();
  for (const [path, unit] of units) {
    const own = findings.filter(finding => finding.path === path);
    if (own.length === 0) continue;
    const file = new PythonFile(unit, project, options);
    outcomes.push(...file.plan(own));
    const change = file.change();
    if (change === undefined) continue;
    changes.push(change);
    if (file.usesExecutor) executorRoots.add(file.appRoot());
  }
  for (const root of executorRoots) {
    const path = `${root}/${EXECUTOR_FILE}`;
    if (!units.has(path)) changes.push({ kind: "create", path, text: executorModule() });
  }
  return { changes, outcomes };
}

class PythonFile {
  readonly #unit: Unit;
  readonly #project: ProjectView;
  readonly #options: FixOptions;
  readonly #index: TreeIndex | undefined;
  readonly #ledger: ImportLedger | undefined;
  readonly #edits: FileEdits;
  readonly #settled: { readonly start: number; readonly end: number }[] = [];
  /** Functions that get an await: they no longer lack one. */
  readonly #awaiting = new Set<number>();
  usesExecutor = false;

  constructor(unit: Unit, project: ProjectView, options: FixOptions) {
    this.#unit = unit;
    this.#project = project;
    this.#options = options;
    this.#edits = new FileEdits(unit.path, unit.text);
    const { tree } = parsePython(unit.text);
    if (tree === undefined) return;
    this.#index = new TreeIndex(tree);
    this.#ledger = new ImportLedger(tree);
  }

  plan(findings: readonly Finding[]): Outcome[] {
    const sync = this.#options.strategy === "make-sync";
    const first = findings.filter(finding => (finding.rule === "no-async-without-await") === sync);
    return [...first, ...findings.filter(finding => !first.includes(finding))].map(finding => this.#settle(finding));
  }

  change(): Change | undefined {
    const { edits } = this.#edits;
    if (edits.length === 0 || this.#ledger === undefined) return undefined;
    const all = [...edits, ...this.#ledger.edits()];
    // A plan that does not parse is a bug of ours: the file stays as it is.
    if (parsePython(applyEdits(this.#unit.text, all)).error !== undefined) throw new Error(`The planned edits of ${this.#unit.path} do not parse.`);
    return { kind: "edit", path: this.#unit.path, before: this.#unit.text, edits: all };
  }

  appRoot(): string {
    const app = this.#project.apps.find(({ root }) => this.#unit.path.startsWith(`${root}/`));
    return app?.root ?? this.#unit.path.slice(0, this.#unit.path.lastIndexOf("/"));
  }

  #settle(finding: Finding): Outcome {
    if (this.#isSettled(finding)) return { finding, safety: "safe", applied: true };
    const draft = this.#draft(finding);
    const { safety, reason } = draft;
    const outcome = (applied: boolean, why = reason): Outcome => ({ finding, safety, applied, ...(why !== undefined && { reason: why }) });
    if (safety === "manual" || draft.edits.length === 0) return outcome(false);
    if (safety === "suggestion" && !this.#options.unsafe) return outcome(false, reason ?? "It is a suggestion: `--unsafe` makes it.");
    if (this.#options.accept?.(finding, safety) === false) return outcome(false, "It was left out.");
    if (!this.#edits.take(draft.edits)) return outcome(false, "It overlaps another change: run the command again.");
    draft.imports?.(this.#ledger!);
    if (draft.settles !== undefined) this.#settled.push(draft.settles);
    if (finding.functionIndex !== undefined && finding.rule === "no-blocking-call") this.#awaiting.add(finding.functionIndex);
    return outcome(true);
  }

  #isSettled(finding: Finding): boolean {
    if (finding.rule === "no-async-without-await") return finding.functionIndex !== undefined && this.#awaiting.has(finding.functionIndex);
    return this.#settled.some(({ start, end }) => finding.range.start >= start && finding.range.end <= end);
  }

  #draft(finding: Finding): Draft {
    if (this.#index === undefined) return manual("The file does not parse.");
    if (finding.rule === "no-async-without-await") return makeSync(this.#index, this.#unit, this.#project, finding);
    if (finding.callIndex === undefined || finding.blocking === undefined) return manual("Nothing is known of the call.");
    return this.#draftCall(finding, this.#unit.facts.calls[finding.callIndex]!);
  }

  #draftCall(finding: Finding, facts: CallFacts): Draft {
    const index = this.#index!;
    if (facts.kind === "read") return manual("A property cannot be awaited: read it in a function that runs in a thread.");
    if (facts.kind === "iterate") return manual("The iteration itself blocks: collect the items in a function that runs in a thread.");
    const block = this.#withBlock(facts);
    const { remedy, crosses } = finding.blocking!;
    const direct = finding.trail.length === 1;
    if (facts.kind === "enter" || (block !== undefined && direct && remedy.kind === "unit"))
      return block === undefined ? manual("Entering it blocks: move the block into a function that runs in a thread.") : this.#moveBlock(finding, block.node, block.fn);

    const call = index.callAt(facts.range);
    if (call === undefined) return manual("The call is written in a way that is not rewritten.");
    const trouble = awaitTrouble(index, call);
    if (trouble !== undefined) return manual(`\`${facts.text}\` cannot be awaited: ${trouble}.`);
    const fn = index.functionAround(call)!;
    const shared = sharedUpdateAround(index, fn, call);
    if (shared !== undefined) return manual(`\`${shared}\` is read before and written after the call: an await between them could lose an update of another invocation.`);
    if (holdsAwaitedName(fn)) return manual("`asyncio` is another name in this function.");

    if (direct && remedy.kind === "native") return this.#native(finding, facts, call, remedy);
    if (direct && remedy.kind === "unit") return this.#oneLiner(call) ?? manual(remedy.advice);
    if (direct && remedy.kind === "manual") return manual(remedy.advice);
    if (!crosses.arguments && !this.#ownsHandle(finding)) return manual(crosses.reason ?? "What the call works on belongs to one thread.");
    return this.#thread(finding, call, direct);
  }

  #native(finding: Finding, facts: CallFacts, call: Call, remedy: { readonly module: string; readonly name: string }): Draft {
    const module = remedy.module.split(".")[0]!;
    if (!this.#ledger!.canImport(module)) return manual(`\`${module}\` is another name in this file.`);
    return {
      safety: "safe",
      edits: awaitCall(this.#index!, call, { kind: "instead", callee: `${remedy.module}.${remedy.name}` }),
      imports: ledger => {
        ledger.need(remedy.module);
        ledger.drop(facts.text.split(".")[0]!);
      },
      settles: finding.range,
    };
  }

  #thread(finding: Finding, call: Call, direct: boolean): Draft {
    const runner = this.#runner();
    if (typeof runner !== "string") return runner;
    const replacement: Replacement = { kind: "through", runner };
    const safe = direct && finding.confidence === "definite";
    return {
      safety: safe ? "safe" : "suggestion",
      edits: awaitCall(this.#index!, call, replacement),
      imports: ledger => this.#need(ledger),
      ...(!safe && { reason: `\`${finding.trail[0]!.call}\` runs in a thread then: what it shares with other code must bear that.` }),
    };
  }

  #moveBlock(finding: Finding, block: With, fn: FunctionNode): Draft {
    const runner = this.#runner();
    if (typeof runner !== "string") return runner;
    const moved = moveWithBlock(this.#index!, fn, block, runner);
    if ("refusal" in moved) return manual(`The \`with\` block cannot run in a thread as it is: ${moved.refusal}.`);
    const safe = finding.trail.length === 1 && finding.confidence === "definite";
    return {
      safety: safe ? "safe" : "suggestion",
      edits: moved.edits,
      imports: ledger => this.#need(ledger),
      settles: this.#index!.tree.range(block),
      ...(!safe && { reason: "The block runs in a thread then: what it shares with other code must bear that." }),
    };
  }

  #oneLiner(call: Call): Draft | undefined {
    const runner = this.#runner();
    if (typeof runner !== "string" || !this.#ledger!.canImport("pathlib")) return undefined;
    const wrapped = wrapOneLiner(this.#index!, call, runner);
    if (wrapped === undefined) return undefined;
    return {
      safety: "safe",
      edits: wrapped.edits,
      imports: ledger => {
        this.#need(ledger);
        wrapped.needs.forEach(module => ledger.need(module));
      },
      settles: this.#index!.tree.range(this.#index!.statementOf(call)),
    };
  }

  #runner(): string | Draft {
    const executor = this.#options.strategy === "executor" || isBefore39(this.#options.pythonVersion);
    const module = executor ? RUNNER : "asyncio";
    if (!this.#ledger!.canImport(module)) return manual(`\`${module}\` is another name in this file.`);
    return executor ? RUNNER : "asyncio.to_thread";
  }

  #need(ledger: ImportLedger): void {
    if (this.#runner() !== RUNNER) return ledger.need("asyncio");
    this.usesExecutor = true;
    ledger.needFrom(EXECUTOR_MODULE, RUNNER);
  }

  /** The `with` statement whose item the call is, or in whose body the call works on what the item opened. */
  #withBlock(facts: CallFacts): { readonly node: With; readonly fn: FunctionNode } | undefined {
    const index = this.#index!;
    const call = index.callAt(facts.range);
    if (call === undefined) return undefined;
    const item = index.parent(call);
    if (item?.nodeType !== "WithItem") return undefined;
    const block = index.parent(item);
    const fn = block === undefined ? undefined : index.functionAround(block);
    return block?.nodeType === "With" && fn?.nodeType === "AsyncFunctionDef" ? { node: block, fn } : undefined;
  }

  /** The function at the end of the trail makes the handle itself, so that all of its use is in one thread. */
  #ownsHandle(finding: Finding): boolean {
    return finding.trail.length > 1;
  }
}

function isBefore39(version: string | undefined): boolean {
  const [major, minor] = (version ?? "3.9").split(".").map(Number);
  return major! < 3 || (major === 3 && minor! < 9);
}

function holdsAwaitedName(fn: FunctionNode): boolean {
  return [...fn.args.posonlyargs, ...fn.args.args, ...fn.args.kwonlyargs].some(arg => arg.arg === "asyncio");
}

export function manual(reason: string): Draft {
  return { safety: "manual", edits: [], reason };
}
