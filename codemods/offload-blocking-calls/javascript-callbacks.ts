import type { FunctionNode, Node } from "../../src/languages/javascript/ast.ts";
import { planLoop, planNamedLoop, type LoopPlan } from "../../src/languages/javascript/rewrite/loop-plan.ts";
import { sharedUpdateAround } from "../../src/languages/javascript/rewrite/shared-state.ts";
import { isFunction } from "../../src/languages/javascript/rewrite/tree-index.ts";
import type { Project } from "../../src/project/open-project.ts";
import type { Attempt } from "./javascript-attempt.ts";
import type { Steps } from "./javascript-become-async.ts";
import type { SourceFile } from "./javascript-files.ts";
import { adopts } from "./javascript-known-callee.ts";
import { throwingAssertion } from "./javascript-tests.ts";

type CallExpression = Node & { readonly type: "CallExpression" };

const TESTS = new Set(["it", "test", "specify", "before", "after", "beforeEach", "afterEach", "beforeAll", "afterAll", "setup", "teardown"]);
/** What test runners hand to a test that has nothing to call when it ends. */
const TEST_CONTEXT = /^(?:t|ctx|context|_\w*)$/;

/** Functions that are written as arguments: those whose caller awaits them become async, those of array methods become loops. */
export class Callbacks {
  readonly #project: Project;
  readonly #steps: Steps;

  constructor(project: Project, steps: Steps) {
    this.#project = project;
    this.#steps = steps;
  }

  /** Undefined when the callback may await now; a sentence about what is in the way; `function` when it is one like any other. */
  become(attempt: Attempt, file: SourceFile, fn: FunctionNode, call: CallExpression): string | "function" | undefined {
    const { index } = file;
    const { callee } = call;
    if (adopts(call)) {
      attempt.asyncs.set(fn, { file, fn });
      return undefined;
    }
    if (isTest(call, fn)) {
      attempt.asyncs.set(fn, { file, fn });
      return undefined;
    }
    const assertion = throwingAssertion(file, call, fn);
    if (assertion !== undefined) {
      attempt.asyncs.set(fn, { file, fn });
      for (const { start, end, text } of assertion.replacements) attempt.replace(file, start, end, text);
      return this.#steps.await(attempt, file, assertion.statement);
    }
    const text = file.excerpt(callee);
    if (call.arguments[0] === fn && callee.type === "FunctionExpression") return `\`${text}\` calls it and does not await it.`;
    const planned = planLoop(index, fn, attempt.loopsBeside(file, call));
    if (planned === undefined) return "function";
    if ("trouble" in planned) return `The callback of \`${text}\` cannot await, and no loop takes its place at ${this.#place(file, fn)}: ${planned.trouble}.`;
    return this.#loop(attempt, file, fn, call, planned);
  }

  /** `names.map(load)`: a loop that calls the function. */
  loopWith(attempt: Attempt, file: SourceFile, call: CallExpression, callback: Node): { readonly stopped: string | undefined } | undefined {
    if (attempt.loops.has(callback)) return { stopped: undefined };
    const { values, certain } = this.#project.evaluator.evaluate(file.unit, this.#argumentOf(file, call));
    const [only, ...others] = values;
    const parameters = only?.kind === "function" && certain && others.length === 0 ? only.unit.facts.functions[only.index]!.parameters : undefined;
    const planned = planNamedLoop(file.index, callback, parameters?.length ?? 3, attempt.loopsBeside(file, call));
    if (planned === undefined) return undefined;
    const text = file.excerpt(call);
    if ("trouble" in planned) return { stopped: `\`${text}\` cannot wait for a promise, and no loop takes its place at ${this.#place(file, call)}: ${planned.trouble}.` };
    if (parameters?.some(({ rest }) => rest === true) !== false) return { stopped: `\`${text}\` gives the function more than the item at ${this.#place(file, call)}.` };
    return { stopped: this.#loop(attempt, file, callback, call, planned) };
  }

  #argumentOf(file: SourceFile, call: CallExpression): number {
    const facts = file.unit.facts.calls.find(({ kind, range }) => kind === "call" && range.start === call.start && range.end === call.end);
    return facts?.arguments[0] ?? 0;
  }

  #loop(attempt: Attempt, file: SourceFile, callback: Node, call: CallExpression, planned: LoopPlan): string | undefined {
    const { index } = file;
    const text = file.excerpt(call.callee);
    const around = index.functionAround(call);
    if (around === undefined) return `\`${text}\` stands at module level, where a callback cannot be awaited.`;
    attempt.loops.set(callback, { file, plan: planned });
    const stopped = this.#steps.become(attempt, file, around);
    if (stopped !== undefined) return stopped;
    if (isFunction(callback)) {
      this.#steps.behind(attempt, file, callback);
      return undefined;
    }
    const shared = sharedUpdateAround(index, attempt.aloneAround(file, around), call);
    return shared === undefined ? undefined : `\`${shared}\`, which other invocations share, is used before and after \`${file.excerpt(call)}\`: an await between them could lose an update of another invocation.`;
  }

  #place(file: SourceFile, node: Node): string {
    return file.placeOf(node, this.#project.apps[0]?.root ?? "");
  }
}

/** The function of a test: the runner awaits it, unless it asks for a callback. */
function isTest(call: CallExpression, fn: FunctionNode): boolean {
  let root: Node = call.callee;
  let each = false;
  while (root.type === "MemberExpression" || root.type === "CallExpression" || root.type === "TaggedTemplateExpression") {
    each ||= root.type !== "MemberExpression";
    root = root.type === "MemberExpression" ? root.object : root.type === "CallExpression" ? root.callee : root.tag;
  }
  if (root.type !== "Identifier" || !TESTS.has(root.name) || !call.arguments.includes(fn as never)) return false;
  const [only, ...others] = fn.params;
  if (each || only === undefined) return true;
  return others.length === 0 && (only.type === "ObjectPattern" || (only.type === "Identifier" && TEST_CONTEXT.test(only.name)));
}
