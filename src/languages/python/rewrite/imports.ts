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
    return this.#isImported(module) || !this.#isBound(module.split(".")[0]!);
  }

  /** `import module` is needed. */
  need(module: string): void {
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

  #isImported(module: string): boolean {
    return this.#tree.module.body.some(node => node.nodeType === "Import" && node.names.some(alias => alias.name === module && alias.asname == null));
  }

  #isBound(name: string): boolean {
    let bound = false;
    walkNodes(this.#tree.module, node => {
      if (node.nodeType === "Name" && node.id === name && node.ctx.nodeType !== "Load") bound = true;
      if ((node.nodeType === "FunctionDef" || node.nodeType === "AsyncFunctionDef" || node.nodeType === "ClassDef") && node.name === name) bound = true;
      if (node.nodeType === "Arg" && node.arg === name) bound = true;
      if (node.nodeType === "Alias" && (node.asname ?? node.name.split(".")[0]) === name) bound = true;
    });
    return bound;
  }

  #add(need: string): Edit[] {
    const [module, name] = need.split(":") as [string, string | undefined];
    if (name === undefined && this.#isImported(module)) return [];
    if (name !== undefined && this.#tree.module.body.some(node => node.nodeType === "ImportFrom" && node.module === module && node.names.some(alias => alias.name === name && alias.asname == null))) return [];
    const line = name === undefined ? `import ${module}` : `from ${module} import ${name}`;
    const newline = this.#tree.text.includes("\r\n") ? "\r\n" : "\n";
    const place = this.#placeFor(name === undefined ? module : undefined, newline);
    return [{ start: place.offset, end: place.offset, text: place.before + line + place.after }];
  }

  /** Sorted into the first block of plain imports; without one, before the first import; without any, below docstring and comments. */
  #placeFor(module: string | undefined, newline: string): { offset: number; before: string; after: string } {
    const body = this.#tree.module.body;
    const imports = body.filter((node): node is Import | ImportFrom => (node.nodeType === "Import" || node.nodeType === "ImportFrom") && !isFuture(node));
    const block = this.#firstBlock(imports);
    const plain = block.filter((node): node is Import => node.nodeType === "Import");
    if (module !== undefined && plain.length > 0) {
      const next = plain.find(node => node.names[0]!.name > module);
      if (next !== undefined) return { offset: this.#lineStart(next), before: "", after: newline };
      return { offset: this.#tree.end(plain.at(-1)!), before: newline, after: "" };
    }
    const last = imports.at(-1);
    if (module === undefined && last !== undefined && imports.length > 0) return { offset: this.#tree.end(this.#lastTopImport(imports)), before: newline, after: "" };
    const [first] = imports;
    if (first !== undefined) return { offset: this.#lineStart(first), before: "", after: newline };
    const above = body.filter((node, at) => (at === 0 && isDocstring(node)) || isFuture(node)).at(-1);
    if (above !== undefined) return { offset: this.#tree.end(above), before: newline + newline, after: "" };
    return { offset: this.#afterHeader(), before: "", after: newline + newline };
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
    return Math.max(this.#tree.text.lastIndexOf("\n", start - 1), this.#tree.text.lastIndexOf("\r", start - 1)) + 1;
  }

  /** Below `#!`, the encoding line and a licence comment at the top. */
  #afterHeader(): number {
    const header = /^\uFEFF?(?:#[^\r\n]*(?:\r\n|\n|\r))*/.exec(this.#tree.text)!;
    return header[0].length;
  }

  /** Removes an import that nothing uses any more. Names in `__all__`, re-imports and everything unclear stay. */
  #remove(name: string, dropped: number): Edit[] {
    let uses = 0;
    let exported = false;
    walkNodes(this.#tree.module, node => {
      if (node.nodeType === "Name" && node.id === name) uses++;
      if (node.nodeType === "Constant" && typeof node.value === "string" && node.value.includes(name)) exported = true;
    });
    if (uses > dropped || exported) return [];
    const owners = this.#tree.module.body.filter((node): node is Import | ImportFrom =>
      (node.nodeType === "Import" || node.nodeType === "ImportFrom") && node.names.some(alias => (alias.asname ?? alias.name) === name));
    const [owner] = owners;
    if (owner === undefined || owners.length > 1) return [];
    if (owner.names.length === 1) return [this.#wholeLine(owner)];
    const at = owner.names.findIndex(alias => (alias.asname ?? alias.name) === name);
    const alias = owner.names[at]! as AnyNode & LocatedNode;
    const next = owner.names[at + 1] as (AnyNode & LocatedNode) | undefined;
    if (next !== undefined) return [{ start: this.#tree.start(alias), end: this.#tree.start(next), text: "" }];
    const previous = owner.names[at - 1]! as AnyNode & LocatedNode;
    return [{ start: this.#tree.end(previous), end: this.#tree.end(alias), text: "" }];
  }

  #wholeLine(node: LocatedNode): Edit {
    const start = this.#lineStart(node);
    const { text } = this.#tree;
    const tail = /[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r|$)/y;
    tail.lastIndex = this.#tree.end(node);
    const alone = text.slice(start, this.#tree.start(node)).trim() === "" && tail.test(text);
    return alone ? { start, end: tail.lastIndex, text: "" } : { start: this.#tree.start(node), end: this.#tree.end(node), text: "pass" };
  }
}

function isFuture(node: AnyNode): boolean {
  return node.nodeType === "ImportFrom" && node.module === "__future__";
}

function isDocstring(node: AnyNode): boolean {
  return node.nodeType === "Expr" && node.value.nodeType === "Constant" && typeof node.value.value === "string";
}
