import type { FunctionNode, Node } from "../../src/languages/javascript/ast.ts";
import type { LoopPlan } from "../../src/languages/javascript/rewrite/loop-plan.ts";
import { isFunction } from "../../src/languages/javascript/rewrite/tree-index.ts";
import type { Form } from "./javascript-remedy.ts";
import type { SourceFile } from "./javascript-files.ts";

/** A call that gets an `await`. */
export interface Site {
  readonly file: SourceFile;
  readonly call: Node;
  /** What is called instead; nothing when only the await is missing. */
  readonly instead?: { readonly callee: Node; readonly form: Form };
}

/** A function that changes its form. */
export interface AsyncChange {
  readonly file: SourceFile;
  readonly fn: FunctionNode;
  /** Called by other code of the app, under this name. */
  readonly helper?: string;
  readonly note?: string;
}

/** A written type that is put in `Promise<…>` or `Awaited<…>`. */
export interface TypeChange {
  readonly file: SourceFile;
  readonly wrap: "Promise" | "Awaited";
}

/** A piece of text that gives way to another one: an empty range is an insertion. */
export interface Replacement {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A set of changes that hold together; a fork can be thrown away. */
export class Attempt {
  readonly sites: Map<Node, Site>;
  readonly asyncs: Map<FunctionNode, AsyncChange>;
  /** By the callback that goes into the loop. */
  readonly loops: Map<Node, { readonly file: SourceFile; readonly plan: LoopPlan }>;
  readonly dropped: Map<FunctionNode, SourceFile>;
  /** Calls that lose their `await`. */
  readonly unawaited: Map<Node, SourceFile>;
  readonly types: Map<Node, TypeChange>;
  readonly replacements: Map<string, Replacement>;
  /** Declarations of types whose uses were followed. */
  readonly followed: Set<Node>;
  /** What a person should know of it before. */
  readonly notes: Set<string>;

  constructor(from?: Attempt) {
    this.sites = new Map(from?.sites);
    this.asyncs = new Map(from?.asyncs);
    this.loops = new Map(from?.loops);
    this.dropped = new Map(from?.dropped);
    this.unawaited = new Map(from?.unawaited);
    this.types = new Map(from?.types);
    this.replacements = new Map(from?.replacements);
    this.followed = new Set(from?.followed);
    this.notes = new Set(from?.notes);
  }

  fork(): Attempt {
    return new Attempt(this);
  }

  /** Takes over what a fork of this one has added. */
  take(fork: Attempt): void {
    for (const [key, value] of fork.sites) this.sites.set(key, value);
    for (const [key, value] of fork.asyncs) this.asyncs.set(key, value);
    for (const [key, value] of fork.loops) this.loops.set(key, value);
    for (const [key, value] of fork.dropped) this.dropped.set(key, value);
    for (const [key, value] of fork.unawaited) this.unawaited.set(key, value);
    for (const [key, value] of fork.types) this.types.set(key, value);
    for (const [key, value] of fork.replacements) this.replacements.set(key, value);
    for (const each of fork.followed) this.followed.add(each);
    for (const each of fork.notes) this.notes.add(each);
  }

  /** The loops that are planned in the same outermost function as a call. */
  loopsBeside(file: SourceFile, call: Node): readonly LoopPlan[] {
    const outermost = (node: Node): Node | undefined => [...file.index.ancestors(node)].filter(isFunction).at(-1);
    const own = outermost(call);
    return [...this.loops.values()].filter(loop => loop.file === file && outermost(loop.plan.call) === own).map(({ plan }) => plan);
  }

  addType(file: SourceFile, type: Node, wrap: TypeChange["wrap"]): void {
    this.types.set(type, { file, wrap });
  }

  replace(file: SourceFile, start: number, end: number, text: string): void {
    this.replacements.set(`${file.unit.path}:${start}:${end}`, { file, start, end, text });
  }

  /** The files that it changes. */
  files(): ReadonlySet<SourceFile> {
    const entries = [...this.sites.values(), ...this.asyncs.values(), ...this.loops.values(), ...this.types.values(), ...this.replacements.values()];
    return new Set([...entries.map(({ file }) => file), ...this.dropped.values()]);
  }

  addSite(file: SourceFile, call: Node, instead?: Site["instead"]): void {
    if (!this.sites.has(call)) this.sites.set(call, { file, call, ...(instead !== undefined && { instead }) });
  }

  hasSite(_file: SourceFile, call: Node): boolean {
    return this.sites.has(call);
  }

  dropAsync(file: SourceFile, fn: FunctionNode): void {
    this.dropped.set(fn, file);
  }

  /** Whether a call of the function's own body gets an await. */
  awaitsIn(file: SourceFile, fn: FunctionNode): boolean {
    const runs = (call: Node): boolean => {
      const around = file.index.functionAround(call);
      return around !== undefined && this.aloneAround(file, around) === fn;
    };
    return [...this.sites.values()].some(site => site.file === file && runs(site.call))
      || [...this.loops].some(([callback, loop]) => loop.file === file && !isFunction(callback) && runs(loop.plan.call));
  }

  /** The function that runs the code of this one: the one around a callback that becomes a loop. */
  aloneAround(file: SourceFile, fn: FunctionNode): FunctionNode {
    let at = fn;
    while (this.loops.has(at)) at = file.index.functionAround(at)!;
    return at;
  }

  adds(before: Attempt): boolean {
    return this.sites.size > before.sites.size || this.dropped.size > before.dropped.size;
  }

  /** What is new: helpers that become async, reasons for care, files that offload. */
  since(before: Attempt): { readonly helpers: readonly string[]; readonly notes: readonly string[]; readonly offloadedFrom: readonly string[] } {
    const asyncs = [...this.asyncs].filter(([fn]) => !before.asyncs.has(fn)).map(([, change]) => change);
    const loops = [...this.loops].filter(([fn]) => !before.loops.has(fn)).map(([, { plan }]) => plan);
    const sites = [...this.sites].filter(([call]) => !before.sites.has(call)).map(([, site]) => site);
    return {
      helpers: asyncs.flatMap(({ helper }) => helper ?? []),
      notes: [...[...this.notes].filter(note => !before.notes.has(note)), ...asyncs.flatMap(({ note }) => note ?? []), ...loops.flatMap(({ note }) => note ?? [])],
      offloadedFrom: sites.filter(({ instead }) => instead?.form.kind === "offload").map(({ file }) => file.unit.path),
    };
  }

  /** The files that call the executor. */
  offloading(): readonly string[] {
    return [...new Set([...this.sites.values()].filter(({ instead }) => instead?.form.kind === "offload").map(({ file }) => file.unit.path))];
  }
}
