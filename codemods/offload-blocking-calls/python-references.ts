import { parsePythonOnce } from "../../src/languages/python/parse-once.ts";
import { indexOf, type TreeIndex } from "../../src/languages/python/rewrite/tree-index.ts";
import { walkNodes, type AnyNode, type Await } from "../../src/languages/python/nodes.ts";
import type { ProjectFunction, Unit } from "../../src/model/project-view.ts";
import { listFiles } from "../../src/project/list-files.ts";
import type { Project } from "../../src/project/open-project.ts";

/** `await fn(…)`: a use of a function that can be followed. */
export interface AwaitedUse {
  readonly unit: Unit;
  readonly index: TreeIndex;
  readonly node: Await;
  /** Index of the function that awaits, in the facts of `unit`. */
  readonly caller: number;
}

/** All uses of an async function, or the place of one that cannot be followed, as the end of a sentence. */
export type Uses = { readonly awaited: readonly AwaitedUse[] } | { readonly lost: string };

/** Finds who uses a function, over all Python files of a folder. */
export class PythonReferences {
  readonly #project: Project;
  readonly #files: readonly string[];
  readonly #trees = new Map<string, TreeIndex | undefined>();
  #mentions: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(project: Project, root: string | undefined) {
    this.#project = project;
    const listed = root === undefined ? [] : listFiles(root).files.filter(path => path.endsWith(".py"));
    this.#files = [...new Set([...listed, ...project.units.map(({ path }) => path)])].filter(path => path.endsWith(".py"));
  }

  treeOf(unit: Unit): TreeIndex | undefined {
    if (!this.#trees.has(unit.path)) {
      const { tree } = parsePythonOnce(unit.text);
      this.#trees.set(unit.path, tree === undefined ? undefined : indexOf(tree));
    }
    return this.#trees.get(unit.path);
  }

  usesOf(fn: ProjectFunction): Uses {
    const name = fn.facts.name.split(".").at(-1)!;
    const awaited: AwaitedUse[] = [];
    for (const path of (this.#mentions ??= this.#mentioned()).get(name) ?? []) {
      const unit = this.#project.unitAt(path);
      const index = unit === undefined ? undefined : this.treeOf(unit);
      if (unit === undefined || index === undefined) return { lost: `\`${basename(path)}\` names it and cannot be read` };
      for (const use of this.#usesIn(unit, index, fn, name)) {
        if (typeof use === "string") return { lost: `${use} in \`${basename(path)}\`` };
        awaited.push(use);
      }
    }
    return { awaited };
  }

  /** The files that hold a word. */
  #mentioned(): ReadonlyMap<string, readonly string[]> {
    const mentions = new Map<string, string[]>();
    for (const path of this.#files) {
      for (const word of new Set(this.#project.files.read(path)?.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [])) {
        const known = mentions.get(word);
        if (known === undefined) mentions.set(word, [path]);
        else known.push(path);
      }
    }
    return mentions;
  }

  *#usesIn(unit: Unit, index: TreeIndex, fn: ProjectFunction, name: string): Generator<AwaitedUse | string, void, undefined> {
    const names = namesFor(unit, fn, name);
    for (const node of nodesOf(index)) {
      if (node.nodeType === "Constant" && isNamedBy(index, node, name)) yield "a text names it";
      if (node.nodeType === "Name" && names.has(node.id)) {
        if (node.ctx.nodeType !== "Load") yield* unit === fn.unit && isShadowed(index, node, node.id) ? [] : [`\`${node.id}\` is bound to something else`];
        else if (!isShadowed(index, node, node.id)) yield* this.#use(unit, index, fn, node);
      }
      if (node.nodeType === "Attribute" && node.attr === name) yield* this.#use(unit, index, fn, node);
    }
  }

  /** A place that names the function, or something else of that name. */
  *#use(unit: Unit, index: TreeIndex, fn: ProjectFunction, node: AnyNode & { readonly nodeType: "Name" | "Attribute" }): Generator<AwaitedUse | string, void, undefined> {
    const text = index.tree.source(node);
    const call = index.parent(node);
    const isCalled = call?.nodeType === "Call" && call.func === node;
    const range = isCalled ? index.tree.range(call) : undefined;
    const facts = range === undefined ? undefined : unit.facts.calls.find(({ kind, range: at }) => kind === "call" && at.start === range.start && at.end === range.end);
    if (facts === undefined) {
      // `order.total` of an object that is no module is another thing than a function `total` of a module.
      if (node.nodeType === "Attribute" && fn.facts.class === null && !(node.value.nodeType === "Name" && isImportedName(unit, node.value.id))) return;
      return yield `\`${text}\` hands it on or reads it`;
    }
    const { values, certain } = this.#project.evaluator.evaluate(unit, facts.callee);
    const ours = values.some(value => value.kind === "function" && value.unit === fn.unit && value.index === fn.index);
    if (!ours) {
      if (certain || (fn.facts.class === null && !(node.nodeType === "Attribute" && node.value.nodeType === "Name" && isImportedName(unit, node.value.id)))) return;
      return yield `\`${text}\` may be it`;
    }
    const awaiting = index.parent(call!);
    if (awaiting?.nodeType !== "Await") return yield `\`${text}\` is called without \`await\``;
    if (values.length > 1 || !certain) return yield `\`${text}\` may be another function too`;
    if ([...index.ancestors(awaiting)].some(around => around.nodeType === "GeneratorExp")) return yield `\`${text}\` is awaited in a generator`;
    yield { unit, index, node: awaiting, caller: facts.function };
  }
}

function* nodesOf({ tree }: TreeIndex): Generator<AnyNode, void, undefined> {
  const nodes: AnyNode[] = [];
  walkNodes(tree.module, node => {
    nodes.push(node);
  });
  yield* nodes;
}

/** What the file calls the function: its name where it is defined or imported, and aliases. */
function namesFor(unit: Unit, fn: ProjectFunction, name: string): ReadonlySet<string> {
  if (fn.facts.class !== null) return new Set();
  const aliases = unit.text.matchAll(new RegExp(`\\b${name}\\s+as\\s+(\\w+)`, "g"));
  return new Set([...(unit === fn.unit || new RegExp(`import[^\\n]*\\b${name}\\b|^\\s+${name}\\s*,?\\s*(?:#.*)?$`, "m").test(unit.text) || unit.text.includes("import *") ? [name] : []), ...[...aliases].map(([, alias]) => alias!)]);
}

function isImportedName(unit: Unit, name: string): boolean {
  return new RegExp(`^\\s*(?:from\\s.*)?import\\b[^\\n]*\\b${name}\\b`, "m").test(unit.text);
}

/** `mock.patch("lib.totals.total_of")`, `getattr(totals, "total_of")`. */
function isNamedBy(index: TreeIndex, node: AnyNode & { readonly nodeType: "Constant" }, name: string): boolean {
  if (typeof node.value !== "string") return false;
  if (node.value.endsWith(`.${name}`) && /^[\w.]+$/.test(node.value)) return true;
  const parent = index.parent(node);
  return node.value === name && parent?.nodeType === "Call" && /(?:attr|patch\.object|import_module|methodcaller|attrgetter)$/.test(index.tree.source(parent.func));
}

/** A parameter or a variable of a function around has the name. */
function isShadowed(index: TreeIndex, node: AnyNode, name: string): boolean {
  for (const around of index.ancestors(node)) {
    if (around.nodeType !== "FunctionDef" && around.nodeType !== "AsyncFunctionDef" && around.nodeType !== "Lambda") continue;
    const { args } = around;
    if ([...args.posonlyargs, ...args.args, ...args.kwonlyargs, args.vararg, args.kwarg].some(arg => arg?.arg === name)) return true;
    if (around.nodeType === "Lambda") continue;
    let bound = false;
    let outer = false;
    for (const part of around.body) walkNodes(part, at => {
      if (at.nodeType === "Name" && at.id === name && at.ctx.nodeType !== "Load") bound = true;
      if ((at.nodeType === "Global" || at.nodeType === "Nonlocal") && at.names.includes(name)) outer = true;
    });
    if (bound && !outer) return true;
  }
  return false;
}

function basename(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
