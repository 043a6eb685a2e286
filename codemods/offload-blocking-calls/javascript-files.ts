import { relative, sep } from "node:path";

import type { FunctionNode, Node } from "../../src/languages/javascript/ast.ts";
import { awaitCall } from "../../src/languages/javascript/rewrite/await-call.ts";
import { writeLoops } from "../../src/languages/javascript/rewrite/loop-write.ts";
import { ImportLedger } from "../../src/languages/javascript/rewrite/imports.ts";
import { makeAsync, wrapType } from "../../src/languages/javascript/rewrite/make-async.ts";
import { fileStyle } from "../../src/languages/javascript/rewrite/style.ts";
import { TextEdits } from "../../src/languages/javascript/rewrite/text-edits.ts";
import { indexOf, strayAwait, type TreeIndex } from "../../src/languages/javascript/rewrite/tree-index.ts";
import { applyEdits, type Change } from "../../src/model/change.ts";
import { lineStarts, positionAt } from "../../src/model/text.ts";
import type { Unit } from "../../src/model/project-view.ts";
import type { Project } from "../../src/project/open-project.ts";
import type { Attempt } from "./javascript-attempt.ts";
import { writeDropAsync } from "./javascript-make-sync.ts";

/** A file with its facts and its tree. */
export class SourceFile {
  readonly unit: Unit;
  readonly index: TreeIndex;
  /** Knows what the file imports; what it is asked to write is thrown away. */
  readonly ledger: ImportLedger;
  readonly isTypeScript: boolean;
  readonly #project: Project;
  readonly #facts = new Map<FunctionNode, number>();
  readonly #nodes = new Map<number, FunctionNode>();

  constructor(unit: Unit, index: TreeIndex, project: Project) {
    this.unit = unit;
    this.index = index;
    this.#project = project;
    this.ledger = new ImportLedger(index, unit.path);
    this.isTypeScript = /\.[cm]?tsx?$/.test(unit.path);
    unit.facts.functions.forEach((facts, at) => {
      const node = at === 0 ? undefined : index.functionAt(facts.range);
      if (node === undefined) return;
      this.#facts.set(node, at);
      this.#nodes.set(at, node);
    });
  }

  factsOf(fn: FunctionNode): number | undefined {
    return this.#facts.get(fn);
  }

  functionOf(index: number): FunctionNode | undefined {
    return this.#nodes.get(index);
  }

  /** Whether the call registers a function with the host. */
  registers(call: Node): boolean {
    return this.unit.facts.registrations.some(({ range }) => range.start === call.start && range.end === call.end);
  }

  excerpt(node: Node): string {
    const text = this.index.text.slice(node.start, node.end).replace(/\s+/g, " ");
    return text.length > 60 ? `${text.slice(0, 59)}…` : text;
  }

  /** `path:line`, for people. */
  placeOf(node: Node, root: string): string {
    const path = root === "" ? this.unit.path : relative(root, this.unit.path).split(sep).join("/");
    return `${path}:${positionAt(lineStarts(this.index.text), node.start).line}`;
  }

  /** The blocking file calls that a function makes itself, with the path that each is given as written. */
  fileCalls(functionIndex: number): readonly { readonly name: string; readonly path: string; readonly at: number }[] {
    const facts = this.unit.facts.functions[functionIndex]!;
    return this.#project.blockingCalls({ unit: this.unit, index: functionIndex, facts }).flatMap(({ call, blocking, trail }) => {
      const node = trail.length === 1 && /^(?:fs|fs-extra|graceful-fs)\./.test(blocking.call) ? this.index.callAt(call.range) : undefined;
      if (node?.type !== "CallExpression") return [];
      const [path] = node.arguments;
      return path === undefined ? [] : [{ name: blocking.call.slice(blocking.call.lastIndexOf(".") + 1), path: this.index.text.slice(path.start, path.end), at: node.start }];
    });
  }
}

/** The files that a plan touches, each parsed once. */
export class FileTable {
  readonly #project: Project;
  readonly #files = new Map<string, SourceFile | undefined>();

  constructor(project: Project) {
    this.#project = project;
  }

  at(path: string): SourceFile | undefined {
    if (!this.#files.has(path)) {
      const unit = this.#project.unitAt(path);
      const index = unit === undefined || unit.facts.language !== "javascript" ? undefined : indexOf(unit.text, path);
      this.#files.set(path, unit === undefined || index === undefined ? undefined : new SourceFile(unit, index, this.#project));
    }
    return this.#files.get(path);
  }

  /** Whether the files that an attempt changes anew can be written and still parse. */
  fits(attempt: Attempt, before: Attempt): boolean {
    const unchanged = before.files();
    const fresh = new Set([...attempt.sites].flatMap(([call, { file }]) => (before.sites.has(call) ? [] : [file])).concat([...attempt.files()].filter(file => !unchanged.has(file))));
    try {
      this.write(attempt, fresh);
      return true;
    } catch {
      return false;
    }
  }

  /** The edits of every file that the attempt changes, or of some of them. Throws where edits overlap or do not parse. */
  write(attempt: Attempt, only?: ReadonlySet<SourceFile>): Change[] {
    const all = attempt.files();
    const touched = only === undefined ? [...all] : [...all].filter(file => only.has(file));
    return touched.sort((a, b) => (a.unit.path < b.unit.path ? -1 : 1)).flatMap((file): Change[] => {
      const { unit, index } = file;
      const edits = new TextEdits();
      const ledger = new ImportLedger(index, unit.path);
      const sites = [...attempt.sites.values()].filter(site => site.file === file).sort((a, b) => a.call.start - b.call.start);
      const plans = [...attempt.loops.values()].filter(loop => loop.file === file).map(({ plan }) => plan);
      const receivers = new Set(plans.filter(({ position }) => position === undefined).map(({ receiver }) => receiver));
      for (const { call, instead } of sites) {
        const callee = instead === undefined ? undefined : { start: instead.callee.start, end: instead.callee.end, text: instead.form.write(ledger) };
        awaitCall(index, call, edits, callee, receivers.has(call));
      }
      for (const { fn } of [...attempt.asyncs.values()].filter(change => change.file === file)) makeAsync(index, fn, edits);
      writeLoops(index, plans, fileStyle(index, unit.path), edits);
      for (const [fn] of [...attempt.dropped].filter(([, at]) => at === file)) writeDropAsync(index, fn, edits);
      for (const [type, { wrap }] of [...attempt.types].filter(([, change]) => change.file === file)) wrapType(type, wrap, edits);
      for (const { start, end, text } of [...attempt.replacements.values()].filter(change => change.file === file)) {
        if (start === end) edits.open(start, text);
        else edits.replace(start, end, text);
      }
      ledger.write(edits);
      const all = edits.edits();
      if (all.length === 0) return [];
      const parsed = indexOf(applyEdits(unit.text, all), unit.path);
      if (parsed === undefined || (strayAwait(index) === undefined && strayAwait(parsed) !== undefined)) throw new Error(`The planned edits of ${unit.path} do not parse.`);
      return [{ kind: "edit", path: unit.path, before: unit.text, edits: all }];
    });
  }
}
