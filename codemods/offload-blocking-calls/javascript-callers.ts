import type { FunctionNode, Node } from "../../src/languages/javascript/ast.ts";
import { isAwaited } from "../../src/languages/javascript/rewrite/await-call.ts";
import type { Project } from "../../src/project/open-project.ts";
import type { Attempt } from "./javascript-attempt.ts";
import type { Steps } from "./javascript-become-async.ts";
import { nameOf } from "./javascript-declarations.ts";
import type { FileTable, SourceFile } from "./javascript-files.ts";
import type { OpenReferences } from "./javascript-propagation.ts";
import { ValueWalk } from "./javascript-value-walk.ts";

/** Awaits a function wherever it is called. One reference that cannot be followed stops it. */
export class ReferenceFollower {
  readonly #project: Project;
  readonly #files: FileTable;
  readonly #open: OpenReferences;
  readonly #steps: Steps;

  constructor(project: Project, files: FileTable, references: OpenReferences, steps: Steps) {
    this.#project = project;
    this.#files = files;
    this.#open = references;
    this.#steps = steps;
  }

  /** Undefined when every caller awaits; else a sentence about the first one that cannot. */
  awaitCallers(attempt: Attempt, file: SourceFile, fn: FunctionNode, isHandler: boolean): string | undefined {
    if (isHandler && this.#isInline(file, fn)) return undefined;
    const walk = new ValueWalk({ project: this.#project, files: this.#files, open: this.#open, steps: this.#steps }, attempt, { file, fn, isHandler });
    const stopped = walk.run();
    if (stopped === "nameless") return isHandler ? undefined : `\`${nameOf(file, fn)}\` cannot become async: who calls it cannot be told (${file.placeOf(fn, this.#root())}).`;
    if (stopped !== undefined) return stopped;
    return this.#missed(attempt, file, fn, walk.awaited);
  }

  /** A handler written in its registration: only the host calls it. */
  #isInline(file: SourceFile, fn: FunctionNode): boolean {
    return [...file.index.ancestors(fn)].slice(0, 3).some(node => file.registers(node));
  }

  /** Calls that the project's own analysis leads here and the compiler does not: without them the function stays as it is. */
  #missed(attempt: Attempt, file: SourceFile, fn: FunctionNode, awaited: ReadonlySet<Node>): string | undefined {
    const own = file.factsOf(fn);
    for (const path of this.#open().files) {
      const at = this.#project.unitAt(path);
      if (at === undefined || at.facts.language !== "javascript") continue;
      for (const call of at.facts.calls) {
        if (call.kind !== "call") continue;
        const { values } = this.#project.evaluator.evaluate(at, call.callee);
        if (!values.some(value => value.kind === "function" && value.unit.path === file.unit.path && value.index === own)) continue;
        const node = this.#files.at(path)?.index.callAt(call.range);
        if (node === undefined || awaited.has(node) || attempt.sites.has(node) || isAwaited(this.#files.at(path)!.index, node)) continue;
        return `\`${nameOf(file, fn)}\` cannot become async: the call at ${this.#files.at(path)!.placeOf(node, this.#root())} reaches it in a way that is not followed.`;
      }
    }
    return undefined;
  }

  #root(): string {
    return this.#project.apps[0]?.root ?? "";
  }
}
