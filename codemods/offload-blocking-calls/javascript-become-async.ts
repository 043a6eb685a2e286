import type { FunctionNode, Node } from "../../src/languages/javascript/ast.ts";
import { propertyName } from "../../src/languages/javascript/ast.ts";
import { planLoop } from "../../src/languages/javascript/rewrite/callback-loop.ts";
import { asyncTrouble } from "../../src/languages/javascript/rewrite/make-async.ts";
import { usesOf } from "../../src/languages/javascript/rewrite/names.ts";
import { isFunction } from "../../src/languages/javascript/rewrite/tree-index.ts";
import type { FunctionDefinition } from "../../src/model/app.ts";
import type { Project } from "../../src/project/open-project.ts";
import type { Attempt } from "./javascript-attempt.ts";
import type { FileTable, SourceFile } from "./javascript-files.ts";
import type { OpenReferences } from "./javascript-propagation.ts";
import { ReferenceFollower, nameOf } from "./javascript-callers.ts";

/** What making a function async asks back. Sentences say what is in the way. */
export interface Steps {
  await(attempt: Attempt, file: SourceFile, call: Node): string | undefined;
  behind(attempt: Attempt, file: SourceFile, fn: FunctionNode): void;
}

const TESTS = new Set(["it", "test", "specify", "before", "after", "beforeEach", "afterEach", "beforeAll", "afterAll"]);
const ADOPTING = new Set(["then", "catch", "finally"]);

/** Lets a function await: it becomes async with all its callers, or a loop of the function around. */
export class BecomeAsync {
  readonly #project: Project;
  readonly #steps: Steps;
  readonly #callers: ReferenceFollower;

  constructor(project: Project, files: FileTable, references: OpenReferences, steps: Steps) {
    this.#project = project;
    this.#steps = steps;
    this.#callers = new ReferenceFollower(project, files, references, steps);
  }

  /** Undefined when the function may await now; else a sentence about what is in the way. */
  become(attempt: Attempt, file: SourceFile, fn: FunctionNode): string | undefined {
    if (fn.async || attempt.asyncs.has(fn) || attempt.loops.has(fn)) return undefined;
    const { index } = file;
    const at = file.factsOf(fn);
    const definitions = this.#definitionsOf(file, fn);
    const parent = index.parent(fn);
    const isHandler = definitions.length > 0;
    if (!isHandler && parent?.type === "CallExpression" && parent.callee !== fn) return this.#callback(attempt, file, fn, parent);
    const name = nameOf(file, fn);
    const trouble = asyncTrouble(index, fn);
    if (trouble !== undefined) return `\`${name}\` cannot become async: ${trouble}.`;
    if (!isHandler && at !== undefined && file.unit.facts.functions[at]!.contextualType === true)
      return `\`${name}\` cannot become async: a written type says what it gives (${file.placeOf(fn, this.#root())}).`;

    const isV3 = definitions.some(({ source }) => source.endsWith("function.json"));
    const done = isV3 ? contextTrouble(file, fn) : undefined;
    if (done !== undefined) return done;
    attempt.asyncs.set(fn, {
      file, fn,
      ...(!isHandler && { helper: name }),
      ...(isV3 && { note: `\`${name}\` becomes async: the host then ends an invocation when its promise settles.` }),
    });
    const stopped = this.#callers.awaitCallers(attempt, file, fn, isHandler);
    if (stopped !== undefined) return stopped;
    if (!isHandler) this.#steps.behind(attempt, file, fn);
    return undefined;
  }

  /** Why a call in an orchestrator or an entity stays as it is. */
  replayed(file: SourceFile, call: Node): string | undefined {
    for (const at of file.index.ancestors(call)) {
      if (!isFunction(at) || !this.#definitionsOf(file, at).some(({ bindings }) => bindings.some(({ type }) => /^(?:orchestration|entity)Trigger$/i.test(type)))) continue;
      return "A durable orchestrator is replayed: nothing may be awaited or run on another thread in it. Move the call into an activity.";
    }
    return undefined;
  }

  #definitionsOf(file: SourceFile, fn: FunctionNode): readonly FunctionDefinition[] {
    const at = file.factsOf(fn);
    return at === undefined ? [] : this.#project.definitionsOf({ unit: file.unit, index: at, facts: file.unit.facts.functions[at]! });
  }

  #callback(attempt: Attempt, file: SourceFile, fn: FunctionNode, call: Node & { readonly type: "CallExpression" }): string | undefined {
    const { index } = file;
    const { callee } = call;
    const method = callee.type === "MemberExpression" ? propertyName(callee.property, callee.computed) : undefined;
    const text = file.excerpt(callee);
    if (method !== undefined && ADOPTING.has(method)) {
      attempt.asyncs.set(fn, { file, fn });
      return undefined;
    }
    let root: Node = callee;
    while (root.type === "MemberExpression" || root.type === "CallExpression") root = root.type === "MemberExpression" ? root.object : root.callee;
    if (root.type === "Identifier" && TESTS.has(root.name) && call.arguments.at(-1) === fn && fn.params.length === 0) {
      attempt.asyncs.set(fn, { file, fn });
      return undefined;
    }
    if (call.arguments[0] === fn && callee.type === "FunctionExpression") return `\`${text}\` calls it and does not await it.`;
    const planned = planLoop(index, fn);
    if (planned === undefined) return `\`${text}\` calls the function at ${file.placeOf(fn, this.#root())} and does not await it.`;
    if ("trouble" in planned) return `The callback of \`${text}\` cannot await, and no loop takes its place at ${file.placeOf(fn, this.#root())}: ${planned.trouble}.`;
    const around = index.functionAround(call);
    if (around === undefined) return `\`${text}\` stands at module level, where a callback cannot be awaited.`;
    attempt.loops.set(fn, { file, plan: planned });
    const stopped = this.become(attempt, file, around);
    if (stopped !== undefined) return stopped;
    const inLoop = attempt.loops.has(around) && (planned.arrow !== undefined || planned.statement.type === "ReturnStatement");
    if (inLoop) return `The callback of \`${text}\` is the result of a callback that becomes a loop too (${file.placeOf(fn, this.#root())}): write one of them as a loop first.`;
    this.#steps.behind(attempt, file, fn);
    return undefined;
  }

  #root(): string {
    return this.#project.apps[0]?.root ?? "";
  }
}

/** A v3 handler ends by its promise or by `context.done`, never by both. */
function contextTrouble(file: SourceFile, fn: FunctionNode): string | undefined {
  const { index } = file;
  const migrate = "migrate the app to the programming model v4 first (`funcfix migrate`)";
  const [context] = fn.params;
  if (context === undefined) return undefined;
  if (context.type !== "Identifier") return /\bdone\b/.test(file.excerpt(context)) ? `The handler ends through \`context.done\`: ${migrate}.` : undefined;
  for (const use of usesOf(index, context.name)) {
    if (use.start === context.start || use.start < fn.start || use.end > fn.end) continue;
    const parent = index.parent(use);
    if (parent?.type !== "MemberExpression" || parent.object !== use) return `The handler hands \`${context.name}\` on, which may end it through \`context.done\`: ${migrate}.`;
    const name = propertyName(parent.property, parent.computed);
    if (name === undefined || name === "done") return `The handler ends through \`context.done\`: ${migrate}.`;
    const call = index.parent(parent);
    const sends = name === "res" && call?.type === "MemberExpression" && call.object === parent && ["send", "json", "end", "sendStatus"].includes(propertyName(call.property, call.computed) ?? "");
    if (sends) return `The handler ends through \`context.res\`, which calls \`context.done\`: ${migrate}.`;
  }
  return undefined;
}
