import type { FunctionNode, Node } from "../../src/languages/javascript/ast.ts";
import type { LoopPlan } from "../../src/languages/javascript/rewrite/callback-loop.ts";
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

/** A set of changes that hold together; a fork can be thrown away. */
export class Attempt {
  readonly sites: Map<Node, Site>;
  readonly asyncs: Map<FunctionNode, AsyncChange>;
  readonly loops: Map<FunctionNode, { readonly file: SourceFile; readonly plan: LoopPlan }>;
  readonly dropped: Map<FunctionNode, SourceFile>;

  constructor(from?: Attempt) {
    this.sites = new Map(from?.sites);
    this.asyncs = new Map(from?.asyncs);
    this.loops = new Map(from?.loops);
    this.dropped = new Map(from?.dropped);
  }

  fork(): Attempt {
    return new Attempt(this);
  }

  /** Takes over what a fork of this one has added. */
  take(fork: Attempt): void {
    for (const [key, value] of fork.sites) this.sites.set(key, value);
    for (const [key, value] of fork.asyncs) this.asyncs.set(key, value);
    for (const [key, value] of fork.loops) this.loops.set(key, value);
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
    return [...this.sites.values()].some(site => site.file === file && this.aloneAround(file, file.index.functionAround(site.call)!) === fn);
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
      notes: [...asyncs.flatMap(({ note }) => note ?? []), ...loops.flatMap(({ note }) => note ?? [])],
      offloadedFrom: sites.filter(({ instead }) => instead?.form.kind === "offload").map(({ file }) => file.unit.path),
    };
  }

  /** The files that call the executor. */
  offloading(): readonly string[] {
    return [...new Set([...this.sites.values()].filter(({ instead }) => instead?.form.kind === "offload").map(({ file }) => file.unit.path))];
  }
}
