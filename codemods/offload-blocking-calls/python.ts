import { ImportLedger } from "../../src/languages/python/rewrite/imports.ts";
import { awaitCall, awaitTrouble, type Replacement } from "../../src/languages/python/rewrite/await-call.ts";
import { wrapOneLiner } from "../../src/languages/python/rewrite/one-liner.ts";
import { mergeInsertions, type AroundEdit } from "../../src/languages/python/rewrite/insertions.ts";
import { heldAround, sharedUpdateAround } from "../../src/languages/python/rewrite/shared-state.ts";
import { indexOf, type TreeIndex } from "../../src/languages/python/rewrite/tree-index.ts";
import { assignedNames, moveWithBlock } from "../../src/languages/python/rewrite/with-block.ts";
import { parsePython } from "../../src/languages/python/parse.ts";
import { parsePythonOnce } from "../../src/languages/python/parse-once.ts";
import type { Call, FunctionNode, With } from "../../src/languages/python/nodes.ts";
import { applyEdits, EditConflict, type Change } from "../../src/model/change.ts";
import type { CallFacts } from "../../src/model/facts.ts";
import type { Finding, Safety } from "../../src/model/finding.ts";
import type { Range } from "../../src/model/text.ts";
import type { Unit } from "../../src/model/project-view.ts";
import type { Project } from "../../src/project/open-project.ts";
import { boundaryTrouble } from "./python-boundary.ts";
import { EXECUTOR_FILE, EXECUTOR_MODULE, executorModule, RUNNER } from "./python-executor.ts";
import { makeSync } from "./python-make-sync.ts";
import { FileEdits, type FixOptions, type FixPlan, type Outcome } from "./plan.ts";

/** What one finding would become. */
interface Draft {
  readonly safety: Safety;
  readonly edits: readonly AroundEdit[];
  readonly reason?: string;
  readonly imports?: (ledger: ImportLedger) => void;
  /** A part of the text that these edits own: other findings inside it are settled by it. */
  readonly settles?: Range;
}

/** Plans the fixes of the Python files that the findings lie in. */
export function planPython(project: Project, units: ReadonlyMap<string, Unit>, findings: readonly Finding[], options: FixOptions): FixPlan {
  const outcomes: Outcome[] = [];
  const changes: Change[] = [];
  const executorRoots = new Set<string>();
  for (const [path, unit] of units) {
    const own = findings.filter(finding => finding.path === path);
    if (own.length === 0) continue;
    const file = new PythonFile(unit, project, options);
    const planned = file.plan(own);
    const change = file.change();
    // Edits that do not fit together are a bug of ours: the file stays as it is, and says so.
    outcomes.push(...(change === null ? planned.map(outcome => (outcome.applied ? refused(outcome) : outcome)) : planned));
    if (change == null) continue;
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
  readonly #project: Project;
  readonly #options: FixOptions;
  readonly #index: TreeIndex | undefined;
  readonly #ledger: ImportLedger | undefined;
  readonly #edits: FileEdits;
  readonly #settled: (Range & { readonly safety: Safety })[] = [];
  /** Functions that become, or could become, a plain `def`: what they call runs on the worker's threads then. */
  readonly #sync = new Map<number, Omit<Outcome, "finding">>();
  /** Functions that get an await: they no longer lack one. */
  readonly #awaiting = new Set<number>();
  usesExecutor = false;

  constructor(unit: Unit, project: Project, options: FixOptions) {
    this.#unit = unit;
    this.#project = project;
    this.#options = options;
    this.#edits = new FileEdits(unit.path, unit.text);
    const { tree } = parsePythonOnce(unit.text);
    if (tree === undefined) return;
    this.#index = indexOf(tree);
    this.#ledger = new ImportLedger(tree);
  }

  plan(findings: readonly Finding[]): Outcome[] {
    const sync = this.#options.strategy === "make-sync";
    const first = findings.filter(finding => (finding.rule === "no-async-without-await") === sync);
    const outcomes = [...first, ...findings.filter(finding => !first.includes(finding))].map(finding => {
      const outcome = this.#settle(finding);
      if (finding.rule === "no-async-without-await" && finding.functionIndex !== undefined && outcome.safety !== "manual" && (sync || outcome.applied)) {
        const { safety, applied, reason } = outcome;
        this.#sync.set(finding.functionIndex, { safety, applied, ...(reason !== undefined && { reason }) });
      }
      return outcome;
    });
    // `open(path).read()` is two findings: the fix of the call inside settles the one around it.
    return outcomes.map(outcome => (outcome.applied ? outcome : { ...outcome, ...this.#settledBy(outcome.finding) }));
  }

  /** Undefined when nothing changes; null when the result would not parse. */
  change(): Change | undefined | null {
    if (this.#edits.edits.length === 0 || this.#ledger === undefined) return undefined;
    const edits = [...mergeInsertions(this.#edits.edits), ...this.#ledger.edits()];
    const { path, text } = this.#unit;
    try {
      return parsePython(applyEdits(text, edits)).error === undefined ? { kind: "edit", path, before: text, edits } : null;
    } catch (error) {
      if (error instanceof EditConflict) return null;
      throw error;
    }
  }

  appRoot(): string {
    const app = this.#project.apps.find(({ root }) => this.#unit.path.startsWith(`${root}/`));
    return app?.root ?? this.#options.root ?? this.#unit.path.slice(0, this.#unit.path.lastIndexOf("/"));
  }

  #settle(finding: Finding): Outcome {
    const settled = this.#settledBy(finding);
    if (settled !== undefined) return { finding, ...settled };
    const draft = this.#draft(finding);
    const { safety, reason } = draft;
    const outcome = (applied: boolean, why = reason): Outcome => ({ finding, safety, applied, ...(why !== undefined && { reason: why }) });
    if (safety === "manual" || draft.edits.length === 0) return outcome(false);
    if (safety === "suggestion" && !this.#options.unsafe) return outcome(false, reason ?? "It is a suggestion: `--unsafe` makes it.");
    if (this.#options.accept?.(finding, safety) === false) return outcome(false, "It was left out.");
    if (!this.#edits.take(draft.edits)) return outcome(false, "It overlaps another change: run the command again.");
    draft.imports?.(this.#ledger!);
    if (draft.settles !== undefined) this.#settled.push({ ...draft.settles, safety });
    if (finding.functionIndex !== undefined && finding.rule === "no-blocking-call") this.#awaiting.add(finding.functionIndex);
    return outcome(true);
  }

  /** What an earlier fix of the file has already made of a finding. */
  #settledBy(finding: Finding): Omit<Outcome, "finding"> | undefined {
    const { rule, functionIndex, range } = finding;
    if (rule === "no-async-without-await") return functionIndex !== undefined && this.#awaiting.has(functionIndex) ? { safety: "safe", applied: true } : undefined;
    const sync = functionIndex === undefined ? undefined : this.#sync.get(functionIndex);
    if (sync !== undefined) return sync;
    const around = this.#settled.find(({ start, end }) => range.start >= start && range.end <= end);
    return around === undefined ? undefined : { safety: around.safety, applied: true };
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
    const held = heldAround(index, call);
    if (held !== undefined) return manual(`The call stands in \`with ${held}\`, which would be held while other code runs.`);
    const shared = sharedUpdateAround(index, fn, call);
    if (shared !== undefined) return manual(`\`${shared}\` is read before and written after the call: an await between them could lose an update of another invocation.`);
    if (holdsAwaitedName(fn)) return manual("`asyncio` is another name in this function.");

    if (direct && remedy.kind === "native") return this.#native(finding, facts, call, remedy);
    if (direct && remedy.kind === "unit") return this.#oneLiner(call) ?? manual(remedy.advice);
    if (direct && remedy.kind === "manual") return manual(remedy.advice);
    if (direct && !crosses.arguments) return manual(crosses.reason ?? "What the call works on belongs to one thread.");
    if (facts.text === "next") return manual("`next` ends with `StopIteration`, which cannot leave a thread: give it a default, in a function that runs in the thread.");
    const boundary = direct ? undefined : boundaryTrouble(this.#project, this.#unit, finding.callIndex!);
    if (boundary !== undefined) return manual(boundary);
    return this.#thread(finding, call, direct);
  }

  #native(finding: Finding, facts: CallFacts, call: Call, remedy: { readonly module: string; readonly name: string }): Draft {
    const module = remedy.module.split(".")[0]!;
    if (!this.#ledger!.canImport(module)) return manual(`\`${module}\` is another name in this file.`);
    return {
      safety: "safe",
      edits: awaitCall(this.#index!, call, { kind: "instead", callee: this.#ledger!.spell(remedy.module, remedy.name) }),
      imports: ledger => {
        ledger.need(remedy.module, remedy.name);
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
    const held = heldAround(this.#index!, block);
    if (held !== undefined) return manual(`The block stands in \`with ${held}\`, which would be held while other code runs.`);
    const shared = sharedUpdateAround(this.#index!, fn, block);
    if (shared !== undefined) return manual(`\`${shared}\` is read and written in the \`with\` block or around it: in a thread, an update of another invocation could be lost.`);
    const foreign = this.#foreignHandle(block);
    if (foreign !== undefined) return manual(`\`${foreign}\` works on a handle that was made outside the \`with\` block: make it in the function that runs in a thread.`);
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
    const ledger = this.#ledger!;
    if (typeof runner !== "string" || !ledger.canImport("pathlib")) return undefined;
    const wrapped = wrapOneLiner(this.#index!, call, runner, ledger.spell("pathlib", "Path"));
    if (wrapped === undefined) return undefined;
    return {
      safety: "safe",
      edits: wrapped.edits,
      imports: () => {
        this.#need(ledger);
        if (wrapped.needsPath) ledger.need("pathlib", "Path");
      },
      settles: wrapped.range,
    };
  }

  #runner(): string | Draft {
    const executor = this.#options.strategy === "executor" || isBefore39(this.#options.pythonVersion);
    const module = executor ? RUNNER : "asyncio";
    if (!this.#ledger!.canImport(module)) return manual(`\`${module}\` is another name in this file.`);
    return executor ? RUNNER : this.#ledger!.spell("asyncio", "to_thread");
  }

  #need(ledger: ImportLedger): void {
    if (this.#runner() !== RUNNER) return ledger.need("asyncio", "to_thread");
    this.usesExecutor = true;
    ledger.needFrom(EXECUTOR_MODULE, RUNNER);
  }

  /** A call in the block on a handle that the block does not make, as written. */
  #foreignHandle(block: With): string | undefined {
    const { start, end } = this.#index!.tree.range(block);
    const made = assignedNames(block);
    return this.#project.functionsOf(this.#unit).flatMap(fn => this.#project.blockingCalls(fn))
      .filter(({ call, blocking, trail }) => trail.length === 1 && call.calleeRange.start >= start && call.calleeRange.end <= end && blocking.remedy.kind === "unit")
      .map(({ call }) => call.text)
      .find(text => /^\w+\./.test(text) && !made.has(text.split(".")[0]!) && !this.#ledger!.isImported(text.split(".")[0]!));
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
}

function isBefore39(version: string | undefined): boolean {
  const [major, minor] = (version ?? "3.9").split(".").map(Number);
  return major! < 3 || (major === 3 && minor! < 9);
}

function holdsAwaitedName(fn: FunctionNode): boolean {
  return [...fn.args.posonlyargs, ...fn.args.args, ...fn.args.kwonlyargs].some(arg => arg.arg === "asyncio");
}

function refused({ finding }: Outcome): Outcome {
  return { finding, safety: "manual", applied: false, reason: "The planned change of this file does not fit together: nothing was changed." };
}

function manual(reason: string): Draft {
  return { safety: "manual", edits: [], reason };
}
