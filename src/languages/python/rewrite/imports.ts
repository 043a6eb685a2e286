import type { Edit } from "../../../model/change.ts";
import { walkNodes, type AnyNode, type Import, type ImportFrom, type LocatedNode } from "../nodes.ts";
import type { PythonTree } from "../tree.ts";

/** Keeps the imports of one file right while calls are rewritten: adds what is needed, drops what became unused. */
export class ImportLedger {
  readonly #tree: PythonTree;
  readonly #needed = new Set<string>();
  readonly #dropped = new Map<string, number>();

  constructor(tree: PythonTree) {
    this.#tree = tree;
  }

  /** Whether `module` is, or can be made, the name of that module at the top level. */
  canImport(module: string): boolean {
    return this.#aliasOf(module) !== undefined || !this.#isBound(module.split(".")[0]!, module);
  }

  /** How the file can write `module.name`: with a name that it imports already, else in full. */
  spell(module: string, name: string): string {
    const direct = this.#topLevel.find(node => node.nodeType === "ImportFrom" && node.module === module && node.level === 0 && node.names.some(alias => alias.name === name));
    const bound = direct?.names.find(alias => alias.name === name);
    const own = bound === undefined ? undefined : (bound.asname ?? bound.name);
    if (own !== undefined && this.#bindings(own) === 1) return own;
    return `${this.#aliasOf(module) ?? module}.${name}`;
  }

  /** Whether an import of the top level binds the name. */
  isImported(name: string): boolean {
    return this.#topLevel.some(node => node.names.some(alias => (alias.asname ?? alias.name.split(".")[0]) === name));
  }

  /** `module.name`, as {@link spell} writes it, is needed. */
  need(module: string, name: string): void {
    if (this.spell(module, name) === `${module}.${name}`) this.#needed.add(module);
  }

  /** `import module` is needed, with its dots. */
  needModule(module: string): void {
    this.#needed.add(module);
  }

  /** `from module import name` is needed. */
  needFrom(module: string, name: string): void {
    this.#needed.add(`${module}:${name}`);
  }

  /** One use of a top-level name goes away. */
  drop(name: string): void {
    this.#dropped.set(name, (this.#dropped.get(name) ?? 0) + 1);
  }

  edits(): Edit[] {
    return [...[...this.#needed].sort().flatMap(need => this.#add(need)), ...[...this.#dropped].flatMap(([name, uses]) => this.#remove(name, uses))];
  }

  get #topLevel(): readonly (Import | ImportFrom)[] {
    return this.#tree.module.body.filter((node): node is Import | ImportFrom => node.nodeType === "Import" || node.nodeType === "ImportFrom");
  }

  /** The name that the top level gives the module, when nothing else in the file has that name. */
  #aliasOf(module: string): string | undefined {
    for (const node of this.#topLevel) {
      if (node.nodeType !== "Import") continue;
      const alias = node.names.find(each => each.name === module && (each.asname != null || !module.includes(".")));
      const name = alias?.asname ?? alias?.name;
      if (name !== undefined && !this.#isBound(name, module)) return name;
    }
    return undefined;
  }

  /** Something else than an import of `module` binds the name, somewhere in the file. */
  #isBound(name: string, module: string): boolean {
    return this.#bindings(name, module) > 0;
  }

  /** How often the name is bound, imports of `module` under it left out. */
  #bindings(name: string, module?: string): number {
    let bound = 0;
    walkNodes(this.#tree.module, node => {
      if (node.nodeType === "Name" && node.id === name && node.ctx.nodeType !== "Load") bound++;
      if ((node.nodeType === "FunctionDef" || node.nodeType === "AsyncFunctionDef" || node.nodeType === "ClassDef") && node.name === name) bound++;
      if (node.nodeType === "Arg" && node.arg === name) bound++;
      if (node.nodeType === "ExceptHandler" && node.name === name) bound++;
      if ((node.nodeType === "MatchAs" || node.nodeType === "MatchStar") && node.name === name) bound++;
      if (node.nodeType === "ImportFrom") bound += node.names.filter(alias => (alias.asname ?? alias.name) === name).length;
      if (node.nodeType === "Import") bound += node.names.filter(alias => alias.name !== module && (alias.asname ?? alias.name.split(".")[0]) === name).length;
    });
    return bound;
  }

  #add(need: string): Edit[] {
    const [module, name] = need.split(":") as [string, string | undefined];
    if (name === undefined && this.#topLevel.some(node => node.nodeType === "Import" && node.names.some(alias => alias.name === module && alias.asname == null))) return [];
    if (name !== undefined && this.#tree.module.body.some(node => node.nodeType === "ImportFrom" && node.module === module && node.names.some(alias => alias.name === name && alias.asname == null))) return [];
    const line = name === undefined ? `import ${module}` : `from ${module} import ${name}`;
    const newline = this.#tree.text.includes("\r\n") ? "\r\n" : "\n";
    const place = this.#placeFor(name === undefined ? module : undefined, newline);
    return [{ start: place.offset, end: place.offset, text: place.before + line + place.after }];
  }

  /** Sorted into the first block of plain imports; without one, before the first import; without any, below docstring and comments. */
  #placeFor(module: string | undefined, newline: string): Place {
    const body = this.#tree.module.body;
    const imports = this.#topLevel.filter(node => !isFuture(node));
    const [first] = imports;
    if (first === undefined) {
      const above = body.filter((node, at) => (at === 0 && isDocstring(node)) || isFuture(node)).at(-1);
      return above === undefined ? { offset: this.#afterHeader(), before: "", after: newline + newline } : this.#below(above, newline, newline);
    }
    if (module === undefined) return this.#below(this.#lastTopImport(imports), newline);
    const plain = this.#firstBlock(imports).filter((node): node is Import => node.nodeType === "Import");
    const next = plain.length === 0 ? first : plain.find(node => node.names[0]!.name > module);
    return next === undefined ? this.#below(plain.at(-1)!, newline) : this.#above(next, newline);
  }

  #above(node: LocatedNode, newline: string): Place {
    const start = this.#lineStart(node);
    const alone = this.#tree.text.slice(start, this.#tree.start(node)).trim() === "";
    return alone ? { offset: start, before: "", after: newline } : this.#below(node, newline);
  }

  /** On a line of its own below the line that the node ends on, whatever else stands on that line. */
  #below(node: LocatedNode, newline: string, gap = ""): Place {
    const { text } = this.#tree;
    const rest = /[^\r\n]*(\r\n|\n|\r)?/y;
    rest.lastIndex = this.#tree.end(node);
    const hasNewline = rest.exec(text)?.[1] !== undefined;
    // Behind a `;` the line may end in a string or a bracket that runs on.
    const ownLine = this.#tree.module.body.every(other => this.#tree.start(other) < this.#tree.end(node) || this.#tree.start(other) >= rest.lastIndex);
    if (!ownLine) return { offset: this.#tree.end(node), before: newline, after: newline };
    return hasNewline ? { offset: rest.lastIndex, before: gap, after: newline } : { offset: text.length, before: newline + gap, after: "" };
  }

  /** Imports that follow each other without a blank line. */
  #firstBlock(imports: readonly (Import | ImportFrom)[]): readonly (Import | ImportFrom)[] {
    const block: (Import | ImportFrom)[] = [];
    for (const node of imports) {
      const previous = block.at(-1);
      if (previous !== undefined && /\r?\n[ \t]*\r?\n|\n\n|[^\s]/.test(this.#between(previous, node))) break;
      block.push(node);
    }
    return block;
  }

  #lastTopImport(imports: readonly (Import | ImportFrom)[]): Import | ImportFrom {
    let last = imports[0]!;
    for (const node of imports) {
      if (/[^\s#]/.test(this.#between(last, node).replace(/#[^\r\n]*/g, "")) && node !== last) break;
      last = node;
    }
    return last;
  }

  #between(a: LocatedNode, b: LocatedNode): string {
    return this.#tree.text.slice(this.#tree.end(a), this.#tree.start(b));
  }

  #lineStart(node: LocatedNode): number {
    const start = this.#tree.start(node);
    const { text } = this.#tree;
    const line = Math.max(text.lastIndexOf("\n", start - 1), text.lastIndexOf("\r", start - 1)) + 1;
    return line === 0 && text.startsWith("\uFEFF") ? 1 : line;
  }

  /** Below `#!`, the encoding line and a licence comment at the top. */
  #afterHeader(): number {
    const header = /^\uFEFF?(?:#[^\r\n]*(?:\r\n|\n|\r))*/.exec(this.#tree.text)!;
    return header[0].length;
  }

  /** Removes an import that nothing uses any more. Names in `__all__`, re-imports and everything unclear stay. */
  #remove(name: string, dropped: number): Edit[] {
    let uses = 0;
    let named = false;
    const owners: { readonly node: Import | ImportFrom; readonly alone: boolean }[] = [];
    walkNodes(this.#tree.module, node => {
      if (node.nodeType === "Name" && node.id === name) uses++;
      // `__all__`, annotations as strings and `mock.patch("module.time.sleep")` name it too.
      if (node.nodeType === "Constant" && typeof node.value === "string" && new RegExp(`^(?:[\\w.]+\\.)?${name}(?:\\.[\\w.]+)?$`).test(node.value)) named = true;
      if (node.nodeType === "Module" || node.nodeType === "FunctionDef" || node.nodeType === "AsyncFunctionDef")
        for (const part of node.body) if (importsName(part, name)) owners.push({ node: part, alone: node.nodeType !== "Module" && node.body.length === 1 });
    });
    const [owner] = owners;
    if (uses > dropped || named || owner === undefined || owner.alone || owners.length > 1 || this.#isWanted(owner.node)) return [];
    const { names } = owner.node;
    if (names.length === 1) return this.#wholeLine(owner.node);
    const at = names.findIndex(alias => (alias.asname ?? alias.name) === name);
    const alias = names[at]! as AnyNode & LocatedNode;
    const next = names[at + 1] as (AnyNode & LocatedNode) | undefined;
    if (next !== undefined) return [{ start: this.#tree.start(alias), end: this.#tree.start(next), text: "" }];
    const previous = names[at - 1]! as AnyNode & LocatedNode;
    return [{ start: this.#tree.end(previous), end: this.#tree.end(alias), text: "" }];
  }

  /** `# noqa: F401`: kept although nothing seems to use it. */
  #isWanted(node: LocatedNode): boolean {
    return /^[^\r\n]*#\s*noqa/i.test(this.#tree.text.slice(this.#tree.end(node)));
  }

  #wholeLine(node: Import | ImportFrom): Edit[] {
    const start = this.#lineStart(node);
    const { text } = this.#tree;
    // In a function the blank line below goes as well.
    const tail = this.#topLevel.includes(node) ? /[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r|$)/y : /[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r|$)(?:[ \t]*(?:\r\n|\n|\r))?/y;
    tail.lastIndex = this.#tree.end(node);
    const alone = text.slice(start, this.#tree.start(node)).trim() === "" && tail.test(text);
    return alone ? [{ start, end: tail.lastIndex, text: "" }] : [];
  }
}

interface Place {
  readonly offset: number;
  readonly before: string;
  readonly after: string;
}

function importsName(node: AnyNode, name: string): node is Import | ImportFrom {
  return (node.nodeType === "Import" || node.nodeType === "ImportFrom") && node.names.some(alias => (alias.asname ?? alias.name) === name);
}

function isFuture(node: AnyNode): boolean {
  return node.nodeType === "ImportFrom" && node.module === "__future__";
}

function isDocstring(node: AnyNode): boolean {
  return node.nodeType === "Expr" && node.value.nodeType === "Constant" && typeof node.value.value === "string";
}
