import { awaitTrouble } from "../../src/languages/python/rewrite/await-call.ts";
import type { AroundEdit } from "../../src/languages/python/rewrite/insertions.ts";
import type { TreeIndex } from "../../src/languages/python/rewrite/tree-index.ts";
import { walkNodes, type AnyNode, type Call, type Expression, type Name } from "../../src/languages/python/nodes.ts";
import type { CallFacts } from "../../src/model/facts.ts";
import type { Reach } from "../../src/model/project-view.ts";
import type { Range } from "../../src/model/text.ts";
import type { AsyncTwin } from "./python-async-twins.ts";
import { renameClients } from "./python-client-imports.ts";
import { swapCredentials } from "./python-credentials.ts";
import type { DraftPlace } from "./python-draft.ts";
import { sharedTrouble } from "./python-shared.ts";

export type Swap =
  | { readonly edits: readonly AroundEdit[]; readonly settles: readonly Range[]; readonly modules: readonly string[] }
  /** Why the clients stay, as the end of a sentence. */
  | { readonly refusal: string };

/** Puts the asynchronous twin in the place of every client of a file: all uses change, or none. */
export function swapClients(place: DraftPlace, twin: AsyncTwin): Swap {
  try {
    return new ClientSwap(place, twin).plan();
  } catch (error) {
    if (error instanceof Refusal) return { refusal: error.message };
    throw error;
  }
}

/** Ends the plan of a swap: the message is the end of a sentence. */
class Refusal extends Error {}

class ClientSwap {
  readonly #place: DraftPlace;
  readonly #twin: AsyncTwin;
  readonly #index: TreeIndex;
  readonly #edits: AroundEdit[] = [];
  readonly #settles: Range[] = [];
  readonly #awaited = new Set<AnyNode>();

  constructor(place: DraftPlace, twin: AsyncTwin) {
    this.#place = place;
    this.#twin = twin;
    this.#index = place.index;
  }

  plan(): Swap {
    const reaches = this.#reaches();
    const sites = this.#constructors();
    if (sites.length === 0) throw new Refusal("the client is not made in this file");
    const names = renameClients(this.#place, this.#twin, sites);
    if ("refusal" in names) throw new Refusal(names.refusal);
    const credentials = this.#twin.requires === undefined ? [] : swapCredentials(this.#place, sites);
    if ("refusal" in credentials) throw new Refusal(credentials.refusal);
    this.#edits.push(...names.edits, ...credentials);
    for (const reach of reaches) this.#convert(reach);
    for (const site of sites) this.#follow(site);
    return { edits: this.#edits, settles: this.#settles, modules: names.modules };
  }

  /** All blocking calls of the family in the file. A helper between makes the whole thing another one. */
  #reaches(): readonly Reach[] {
    const { project, unit } = this.#place;
    return project.functionsOf(unit).filter(fn => project.runsOnEventLoop(fn)).flatMap(fn => project.blockingCalls(fn)).filter(({ blocking, trail, call }) => {
      if (!this.#twin.calls.test(blocking.call)) return false;
      if (trail.length > 1) throw new Refusal(`\`${call.text}\` reaches it through a plain function`);
      return true;
    });
  }

  #constructors(): readonly Call[] {
    const { project, unit } = this.#place;
    return unit.facts.calls.flatMap(facts => {
      if (facts.kind !== "call") return [];
      const made = project.evaluator.evaluate(unit, facts.callee).values.some(value => value.kind === "external" && this.#isClient(value.module, value.path));
      const call = made ? this.#index.callAt(facts.range) : undefined;
      return call === undefined ? [] : [call];
    });
  }

  #isClient(module: string, path: string): boolean {
    const [name, ...rest] = path.split(".");
    if (module !== this.#twin.module || name === undefined) return false;
    const isName = typeof this.#twin.name === "string" ? name === this.#twin.name : this.#twin.name.test(name);
    return isName && (rest.length === 0 || (rest.length === 1 && /^from_\w+$/.test(rest[0]!)));
  }

  #convert({ call }: Reach): void {
    const node = this.#index.expressionAt(call.range, at => this.#fits(at, call));
    if (node === undefined) throw new Refusal(`\`${call.text}\` is written in a way that is not rewritten`);
    this.#settles.push(call.range);
    if (call.kind === "enter") return;
    if (this.#goThrough(node)) return;
    if (call.kind !== "call" || node.nodeType !== "Call") throw new Refusal(`\`${call.text}\` cannot be awaited`);
    const collected = this.#collected(node);
    if (collected !== undefined) return this.#collect(node, collected);
    this.#await(node, call.text);
  }

  #fits(node: Expression, { kind }: CallFacts): boolean {
    const parent = this.#index.parent(node);
    if (kind === "enter") return parent?.nodeType === "WithItem";
    if (kind === "iterate") return (parent?.nodeType === "For" || parent?.nodeType === "Comprehension") && parent.iter === node;
    return node.nodeType === "Call";
  }

  #await(node: Call, text: string): void {
    const trouble = awaitTrouble(this.#index, node);
    if (trouble !== undefined) throw new Refusal(`\`${text}\` cannot be awaited: ${trouble}`);
    const shared = sharedTrouble(this.#place, node);
    if (shared !== undefined) throw new Refusal(shared.replace(/\.$/, ""));
    if (this.#awaited.has(node)) return;
    this.#awaited.add(node);
    const around = this.#index.tree.range(node);
    const { start, end } = around;
    const parent = this.#index.parent(node);
    const wrap = parent?.nodeType === "Attribute" || (parent?.nodeType === "Subscript" && parent.value === node) || (parent?.nodeType === "Call" && parent.func === node) || (parent?.nodeType === "BinOp" && parent.op.nodeType === "Pow");
    this.#edits.push({ start, end: start, text: wrap ? "(await " : "await ", around });
    if (wrap) this.#edits.push({ start: end, end, text: ")", around });
  }

  /** `for x in client.list()` becomes `async for`. False where the node is not iterated. */
  #goThrough(node: Expression): boolean {
    const parent = this.#index.parent(node);
    if ((parent?.nodeType !== "For" && parent?.nodeType !== "Comprehension") || parent.iter !== node) return false;
    if (parent.nodeType === "For") {
      const start = this.#index.tree.start(parent);
      if (this.#index.functionAround(parent)?.nodeType !== "AsyncFunctionDef") throw new Refusal("a plain function goes through its items");
      this.#edits.push({ start, end: start, text: "async " });
      return true;
    }
    const whole = this.#index.parent(parent);
    if (whole?.nodeType === "GeneratorExp" || whole === undefined || awaitTrouble(this.#index, whole as Expression) !== undefined) throw new Refusal("a generator goes through its items");
    const before = this.#index.tree.text.slice(0, this.#index.tree.start(parent.target));
    const start = before.lastIndexOf("for");
    this.#edits.push({ start, end: start, text: "async " });
    return true;
  }

  /** The iterable that `list(…)` collects. */
  #collected({ func, args, keywords }: Call): Expression | undefined {
    return func.nodeType === "Name" && (func.id === "list" || func.id === "set") && args.length === 1 && keywords.length === 0 ? args[0] : undefined;
  }

  #collect(node: Call, items: Expression): void {
    const { tree } = this.#index;
    if (awaitTrouble(this.#index, node) !== undefined) throw new Refusal("a list of its items cannot be awaited");
    const [open, close] = node.func.nodeType === "Name" && node.func.id === "set" ? ["{", "}"] : ["[", "]"];
    this.#edits.push({ start: tree.start(node), end: tree.start(items), text: `${open}item async for item in ` }, { start: tree.end(items), end: tree.end(node), text: close });
  }

  /** Follows a client, and what it gives, through the file: each use is one that the twin has too. */
  #follow(made: Expression): void {
    const parent = this.#index.parent(made);
    if (parent?.nodeType === "WithItem") return this.#enter(parent);
    if (parent?.nodeType === "Attribute" && parent.value === made) return this.#member(parent);
    if (parent?.nodeType !== "Assign" || parent.value !== made || parent.targets.length !== 1 || parent.targets[0]!.nodeType !== "Name") throw new Refusal(`\`${this.#short(made)}\` is handed on`);
    const fn = this.#index.functionAround(parent);
    if (fn?.nodeType === "FunctionDef") throw new Refusal(`\`${fn.name}\`, a plain function, makes it`);
    const { id } = parent.targets[0]!;
    const uses = this.#usesOf(id, fn ?? this.#index.tree.module);
    const closed = uses.some(use => this.#index.parent(use)?.nodeType === "Attribute" && /^(?:a?close|term)$/.test((this.#index.parent(use) as { readonly attr: string }).attr)) || uses.some(use => this.#index.parent(use)?.nodeType === "WithItem");
    const isClient = made.nodeType === "Call" && this.#constructors().includes(made);
    if (fn !== undefined && isClient && this.#twin.mustClose && !closed) throw new Refusal(`nothing closes \`${id}\`, which the asynchronous client needs: open it with \`with\``);
    if (fn === undefined && this.#isUsedElsewhere(id)) throw new Refusal(`other files use \`${id}\``);
    for (const use of uses) this.#use(use);
  }

  #use(use: Name): void {
    const parent = this.#index.parent(use);
    const fn = this.#index.functionAround(use);
    if (fn !== undefined && (fn.nodeType !== "AsyncFunctionDef" || [...this.#index.ancestors(use)].some(({ nodeType }) => nodeType === "Lambda" || nodeType === "GeneratorExp"))) throw new Refusal(`\`${fn.name}\` uses \`${use.id}\` where nothing can be awaited`);
    if (parent?.nodeType === "Attribute" && parent.value === use) return this.#member(parent);
    if (parent?.nodeType === "WithItem") return this.#enter(parent);
    if ((parent?.nodeType === "For" || parent?.nodeType === "Comprehension") && parent.iter === use) {
      if (!this.#settles.some(({ start }) => start === this.#index.tree.start(use))) this.#goThrough(use);
      return;
    }
    const call = this.#collectorAround(use);
    if (call === undefined || !this.#settles.some(({ start }) => start === this.#index.tree.start(call))) throw new Refusal(`\`${use.id}\` is handed on`);
  }

  #collectorAround(use: Expression): Call | undefined {
    const parent = this.#index.parent(use);
    return parent?.nodeType === "Call" && this.#collected(parent) === use ? parent : undefined;
  }

  /** `client.name…`: a plain value, a call that is awaited, or a call that gives another client. */
  #member(member: AnyNode & { readonly nodeType: "Attribute" }): void {
    const parent = this.#index.parent(member);
    if (parent?.nodeType === "Attribute" && parent.value === member) return this.#member(parent);
    if (parent?.nodeType === "Subscript" && parent.value === member) return this.#result(parent);
    if (parent?.nodeType !== "Call" || parent.func !== member) return;
    if (this.#settles.some(({ start, end }) => start === this.#index.tree.start(parent) && end === this.#index.tree.end(parent))) return;
    if (member.attr === "close") {
      this.#await(parent, "close");
      if (this.#twin.close !== "close") this.#edits.push({ start: this.#index.tree.end(member) - "close".length, end: this.#index.tree.end(member), text: this.#twin.close });
      return;
    }
    this.#result(parent);
  }

  #result(given: Expression): void {
    const parent = this.#index.parent(given);
    if (parent?.nodeType === "Expr") return;
    if ((parent?.nodeType === "For" || parent?.nodeType === "Comprehension") && parent.iter === given) return;
    if (this.#collectorAround(given) !== undefined) return;
    this.#follow(given);
  }

  #enter(item: AnyNode & { readonly nodeType: "WithItem" }): void {
    const block = this.#index.parent(item);
    if (block?.nodeType === "AsyncWith") return;
    if (block?.nodeType !== "With" || this.#index.functionAround(block)?.nodeType !== "AsyncFunctionDef") throw new Refusal("a plain function enters it");
    if (block.items.length > 1) throw new Refusal("its `with` enters other things too");
    const start = this.#index.tree.start(block);
    if (!this.#edits.some(edit => edit.start === start && edit.text === "async ")) this.#edits.push({ start, end: start, text: "async " });
    const name = item.optional_vars;
    if (name == null) return;
    if (name.nodeType !== "Name") throw new Refusal("its `with` binds more than a name");
    for (const use of this.#usesOf(name.id, this.#index.functionAround(block)!)) this.#use(use);
  }

  #usesOf(id: string, scope: AnyNode): readonly Name[] {
    const uses: Name[] = [];
    walkNodes(scope, node => {
      if (node.nodeType === "Name" && node.id === id && node.ctx.nodeType === "Load") uses.push(node);
      if ((node.nodeType === "FunctionDef" || node.nodeType === "AsyncFunctionDef") && node !== scope && bindsLocally(node, id)) return false;
      return undefined;
    });
    return uses;
  }

  #isUsedElsewhere(id: string): boolean {
    const { project, unit } = this.#place;
    return project.loadedUnits().some(other => other !== unit && other.facts.origins.some(origin => (origin.kind === "imported" || origin.kind === "member") && origin.name === id));
  }

  #short(node: Expression): string {
    return this.#index.tree.source(node).split("(")[0]!;
  }
}

function bindsLocally(fn: AnyNode & { readonly nodeType: "FunctionDef" | "AsyncFunctionDef" }, id: string): boolean {
  const { args } = fn;
  let bound = [...args.posonlyargs, ...args.args, ...args.kwonlyargs].some(({ arg }) => arg === id);
  for (const part of fn.body) walkNodes(part, node => {
    if (node.nodeType === "Name" && node.id === id && node.ctx.nodeType !== "Load") bound = true;
    if (node.nodeType === "Global" && node.names.includes(id)) bound = false;
  });
  return bound;
}
