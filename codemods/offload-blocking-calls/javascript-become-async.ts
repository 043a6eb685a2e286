import type { FunctionNode, Node } from "../../src/languages/javascript/ast.ts";
import { asyncTrouble } from "../../src/languages/javascript/rewrite/make-async.ts";
import { isFunction } from "../../src/languages/javascript/rewrite/tree-index.ts";
import type { FunctionDefinition } from "../../src/model/app.ts";
import type { Project } from "../../src/project/open-project.ts";
import type { Attempt } from "./javascript-attempt.ts";
import { Callbacks } from "./javascript-callbacks.ts";
import { ReferenceFollower } from "./javascript-callers.ts";
import { nameOf } from "./javascript-declarations.ts";
import type { FileTable, SourceFile } from "./javascript-files.ts";
import type { OpenReferences } from "./javascript-propagation.ts";
import { contextTrouble } from "./javascript-v3-context.ts";

/** What the parts of the planner ask each other. Sentences say what is in the way. */
export interface Steps {
  await(attempt: Attempt, file: SourceFile, call: Node): string | undefined;
  behind(attempt: Attempt, file: SourceFile, fn: FunctionNode): void;
  become(attempt: Attempt, file: SourceFile, fn: FunctionNode): string | undefined;
  /** `names.map(load)` as a loop; undefined when the call is no such thing. */
  loopWith(attempt: Attempt, file: SourceFile, call: Node & { readonly type: "CallExpression" }, callback: Node): { readonly stopped: string | undefined } | undefined;
}

/** Lets a function await: it becomes async with all its callers, or a loop of the function around. */
export class BecomeAsync {
  readonly #project: Project;
  readonly #steps: Steps;
  readonly #callers: ReferenceFollower;
  readonly #callbacks: Callbacks;

  constructor(project: Project, files: FileTable, references: OpenReferences, steps: Pick<Steps, "await" | "behind">) {
    this.#project = project;
    this.#steps = {
      ...steps,
      become: (attempt, file, fn) => this.become(attempt, file, fn),
      loopWith: (attempt, file, call, callback) => this.loopWith(attempt, file, call, callback),
    };
    this.#callers = new ReferenceFollower(project, files, references, this.#steps);
    this.#callbacks = new Callbacks(project, this.#steps);
  }

  /** Undefined when the function may await now; else a sentence about what is in the way. */
  become(attempt: Attempt, file: SourceFile, fn: FunctionNode): string | undefined {
    if (fn.async || attempt.asyncs.has(fn) || attempt.loops.has(fn)) return undefined;
    const definitions = this.#definitionsOf(file, fn);
    const parent = file.index.parent(fn);
    const isHandler = definitions.length > 0;
    if (!isHandler && parent?.type === "CallExpression" && parent.callee !== fn) {
      const settled = this.#callbacks.become(attempt, file, fn, parent);
      if (settled !== "function") return settled;
    }
    const name = nameOf(file, fn);
    const trouble = asyncTrouble(file.index, fn);
    if (trouble !== undefined) return `\`${name}\` cannot become async: ${trouble}.`;

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

  /** `names.map(load)` as a loop; undefined when the call is no such thing. */
  loopWith(attempt: Attempt, file: SourceFile, call: Node & { readonly type: "CallExpression" }, callback: Node): { readonly stopped: string | undefined } | undefined {
    return this.#callbacks.loopWith(attempt, file, call, callback);
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
}
