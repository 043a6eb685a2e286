import { builtinModules } from "node:module";

import type { Node } from "../ast.ts";
import { propertyName } from "../ast.ts";
import { bare, moduleBindings, type ModuleBinding } from "./bindings.ts";
import { isDeclaration, isFree, usesOf } from "./names.ts";
import { fileStyle, type FileStyle } from "./style.ts";
import type { TextEdits } from "./text-edits.ts";
import type { TreeIndex } from "./tree-index.ts";

interface Addition {
  readonly specifier: string;
  readonly imported: string;
  readonly local: string;
  /** The import beside which it belongs. */
  readonly near: ModuleBinding | undefined;
}

const BUILTIN = new Set(builtinModules);

/**
 * What a rewritten file takes from modules: names that are there are used again, new ones join the import of their module
 * or get one of their own beside the import that they replace, and names that nothing uses any more go.
 */
export class ImportLedger {
  readonly #index: TreeIndex;
  readonly #bindings: readonly ModuleBinding[];
  readonly #style: FileStyle;
  readonly #additions: Addition[] = [];
  readonly #constants: { readonly name: string; readonly value: string }[] = [];
  readonly #taken = new Set<string>();
  /** Offsets of identifiers that the rewritten text does not hold any more. */
  readonly #released = new Set<number>();
  /** Names that the rewritten text refers to. */
  readonly #kept = new Set<string>();

  constructor(index: TreeIndex, path: string) {
    this.#index = index;
    this.#bindings = moduleBindings(index);
    this.#style = fileStyle(index, path);
  }

  /** An expression for an export of a module; `near` is a name whose import the new one may replace. */
  reach(module: string, name: string, near?: string): string {
    const wanted = bare(module);
    const named = this.#bindings.find(binding => binding.module === wanted && binding.imported === name && this.#isPlain(binding));
    if (named !== undefined) return this.#keep(named.local);
    const added = this.#additions.find(each => bare(each.specifier) === wanted && each.imported === name);
    if (added !== undefined) return added.local;
    const whole = this.#bindings.find(binding => binding.module === wanted && (binding.imported === "*" || (binding.imported === "default" && BUILTIN.has(wanted))) && this.#isPlain(binding));
    if (whole !== undefined) return `${this.#keep(whole.local)}.${name}`;
    const viaFs = wanted === "fs/promises" ? this.#promisesInUse() : undefined;
    if (viaFs !== undefined) return `${this.#keep(viaFs)}.promises.${name}`;
    const beside = this.#bindings.find(binding => binding.local === near && binding.editable) ?? this.#bindings.find(binding => binding.module === wanted);
    return this.#add(module, name, this.#freeName(name), beside);
  }

  /** `const name = value` after the imports, once; returns the name it got. */
  constant(wanted: string, value: string, suffix = "Async"): string {
    const known = this.#constants.find(each => each.value === value);
    if (known !== undefined) return known.name;
    const name = this.#freeName(wanted, suffix);
    this.#taken.add(name);
    this.#constants.push({ name, value });
    return name;
  }

  /** The name of a module-level constant that the file holds already, by the text of its value. */
  heldConstant(matches: (init: Node) => boolean): string | undefined {
    for (const statement of this.#index.program.body) {
      if (statement.type !== "VariableDeclaration" || statement.kind !== "const") continue;
      for (const { id, init } of statement.declarations) {
        if (id.type === "Identifier" && init !== null && matches(init) && this.#declarationsOf(id.name) === 1) return id.name;
      }
    }
    return undefined;
  }

  /** The binding of a name, if it is taken from a module and bound once in the file. */
  binding(local: string): ModuleBinding | undefined {
    return this.#bindings.find(binding => binding.local === local && this.#isPlain(binding));
  }

  get quote(): string {
    return this.#style.quote;
  }

  /** The module that stands behind a name in import statements: its specifier as the file writes it. */
  specifierLike(module: string): string {
    return this.#specifier(module);
  }

  /** An identifier that the rewritten text does not hold any more. */
  release(node: Node): void {
    this.#released.add(node.start);
  }

  /** Writes what has changed. */
  write(edits: TextEdits): void {
    const gone = this.#unused();
    const inPlace = new Map<Node, Addition[]>();
    const beside = new Map<Node | undefined, Addition[]>();
    for (const addition of this.#additions) {
      const own = this.#listFor(addition);
      const key = own ?? addition.near?.statement;
      const table = own === undefined ? beside : inPlace;
      table.set(key!, [...(table.get(key!) ?? []), addition]);
    }
    const statements = new Set([...gone.map(({ statement }) => statement), ...inPlace.keys(), ...beside.keys()].filter(each => each !== undefined));
    const last = this.#lastImport();
    let lastGone = false;
    for (const statement of statements) {
      const lines = this.#lines(beside.get(statement) ?? []);
      const removed = gone.filter(binding => binding.statement === statement);
      const added = inPlace.get(statement) ?? [];
      if (this.#isWholly(statement, removed) && added.length === 0) {
        if (lines.length > 0) edits.replace(statement.start, statement.end, lines.join(this.#style.newline));
        else this.#removeLine(statement, edits);
        if (statement === last) lastGone = lines.length === 0;
        continue;
      }
      if (removed.length > 0 || added.length > 0) this.#editList(statement, removed, added, edits);
      if (lines.length > 0) edits.close(statement.end, this.#style.newline + lines.join(this.#style.newline));
    }
    this.#writeLoose(this.#lines(beside.get(undefined) ?? []), last, lastGone, edits);
  }

  #writeLoose(lines: readonly string[], last: Node | undefined, lastGone: boolean, edits: TextEdits): void {
    const { newline, semicolon } = this.#style;
    const constants = this.#constants.map(({ name, value }) => `const ${name} = ${value}${semicolon}`);
    if (lines.length + constants.length === 0) return;
    const text = [...lines, ...(constants.length > 0 && (lines.length > 0 || last !== undefined) ? [""] : []), ...constants].join(newline);
    if (last !== undefined && !lastGone) return edits.close(last.end, newline + text, 1e9);
    const first = this.#index.program.body.find(each => each !== last && !("directive" in each && each.directive != null));
    const at = lastGone && last !== undefined ? lineEnd(this.#index.text, last.end) : first?.start ?? this.#index.text.length;
    edits.open(at, text.replace(/^\s+/, "") + newline + (lastGone ? "" : newline), 1e9);
  }

  #add(module: string, name: string, local: string, near: ModuleBinding | undefined): string {
    this.#taken.add(local);
    this.#additions.push({ specifier: this.#specifier(module), imported: name, local, near });
    return local;
  }

  #keep(local: string): string {
    this.#kept.add(local);
    return local;
  }

  /** Bound once in the file, so that no inner scope hides it. */
  #isPlain(binding: ModuleBinding): boolean {
    return this.#declarationsOf(binding.local) === 1 && this.#index.parent(binding.statement)?.type === "Program";
  }

  #declarationsOf(name: string): number {
    return new Set(usesOf(this.#index, name).filter(node => isDeclaration(this.#index, node)).map(({ start }) => start)).size;
  }

  #promisesInUse(): string | undefined {
    const fs = this.#bindings.find(binding => binding.module === "fs" && (binding.imported === "*" || binding.imported === "default") && this.#isPlain(binding));
    if (fs === undefined) return undefined;
    const uses = usesOf(this.#index, fs.local).some(node => {
      const parent = this.#index.parent(node);
      return parent?.type === "MemberExpression" && parent.object === node && propertyName(parent.property, parent.computed) === "promises";
    });
    return uses ? fs.local : undefined;
  }

  #freeName(wanted: string, suffix = "Async"): string {
    const free = (name: string): boolean => isFree(this.#index, name) && !this.#taken.has(name) && !RESERVED.has(name);
    if (free(wanted)) return wanted;
    const stem = /(?:Async|Module)$/.test(wanted) ? wanted : `${wanted}${suffix}`;
    for (let count = 1; ; count++) {
      const name = count === 1 ? stem : `${stem}${count}`;
      if (free(name)) return name;
    }
  }

  /** Builtins are written with `node:` unless the file's own imports leave it out. */
  #specifier(module: string): string {
    const name = bare(module);
    if (!BUILTIN.has(name)) return module;
    const builtins = this.#bindings.filter(binding => BUILTIN.has(binding.module) || BUILTIN.has(bare(binding.specifier)));
    return builtins.length > 0 && builtins.every(({ specifier }) => !specifier.startsWith("node:")) ? name : `node:${name}`;
  }

  #unused(): readonly ModuleBinding[] {
    return this.#bindings.filter(({ local, at, editable }) => {
      if (!editable || this.#kept.has(local) || this.#declarationsOf(local) !== 1) return false;
      const uses = usesOf(this.#index, local).filter(node => node.start !== at.start);
      return uses.length > 0 && uses.every(node => this.#released.has(node.start));
    });
  }

  /** The statement with braces of the same module that a new name can join. */
  #listFor(addition: Addition): Node | undefined {
    const own = this.#bindings.find(binding => binding.editable && binding.specifier === addition.specifier && binding.list !== undefined && binding.list.length > 0 && this.#index.parent(binding.statement)?.type === "Program" && binding.module === bare(binding.specifier));
    return own?.statement;
  }

  #isWholly(statement: Node, removed: readonly ModuleBinding[]): boolean {
    if (removed.length === 0) return false;
    const names = statement.type === "ImportDeclaration" ? statement.specifiers.length
      : statement.type === "VariableDeclaration" && statement.declarations[0]!.id.type === "ObjectPattern" ? statement.declarations[0]!.id.properties.length : 1;
    return removed.length === names;
  }

  #editList(statement: Node, removed: readonly ModuleBinding[], added: readonly Addition[], edits: TextEdits): void {
    const list = this.#bindings.find(binding => binding.statement === statement && binding.list !== undefined)?.list ?? [];
    const separator = statement.type === "ImportDeclaration" ? " as " : ": ";
    const texts = added.map(({ imported, local }) => (imported === local ? local : `${imported}${separator}${local}`));
    const items = removed.flatMap(({ item }) => item ?? []);
    const replaced = texts.length > 0 ? items[0] : undefined;
    const gone = new Set(items.filter(item => item !== replaced));
    if (replaced !== undefined) edits.replace(replaced.start, replaced.end, texts.join(", "));
    else if (texts.length > 0 && list.length > 0) edits.close(list.at(-1)!.end, `, ${texts.join(", ")}`);

    const besides = removed.find(({ item }) => item === undefined);
    if (besides !== undefined && list.length > 0) edits.replace(besides.at.start, this.#index.text.lastIndexOf("{", list[0]!.start), "");
    const kept = list.filter(item => !gone.has(item));
    if (kept.length === 0) {
      const besideEnd = this.#bindings.find(binding => binding.statement === statement && binding.item === undefined)?.at.end;
      if (besideEnd !== undefined && gone.size > 0) edits.replace(besideEnd, this.#index.text.indexOf("}", list.at(-1)!.end) + 1, "");
      return;
    }
    const lastKept = kept.at(-1)!;
    if (gone.has(list.at(-1)!)) edits.replace(lastKept.end, list.at(-1)!.end, "");
    list.forEach((item, at) => {
      if (gone.has(item) && item.start < lastKept.start) edits.replace(item.start, list[at + 1]!.start, "");
    });
  }

  #lines(additions: readonly Addition[]): string[] {
    const { quote, semicolon, isModule } = this.#style;
    return [...bySpecifier(additions)].map(([specifier, group]) => {
      const source = `${quote}${specifier}${quote}`;
      const names = group.map(({ imported, local }) => (imported === local ? local : `${imported}${isModule ? " as " : ": "}${local}`)).join(", ");
      return isModule ? `import { ${names} } from ${source}${semicolon}` : `const { ${names} } = require(${source})${semicolon}`;
    });
  }

  #lastImport(): Node | undefined {
    const { body } = this.#index.program;
    const statements = new Set(this.#bindings.map(({ statement }) => statement));
    let last: Node | undefined;
    for (const statement of body) if (statement.type === "ImportDeclaration" || statements.has(statement)) last = statement;
    return last;
  }

  #removeLine(statement: Node, edits: TextEdits): void {
    const { text } = this.#index;
    const lineStart = Math.max(text.lastIndexOf("\n", statement.start - 1), text.lastIndexOf("\r", statement.start - 1)) + 1;
    const alone = text.slice(lineStart, statement.start).trim() === "";
    const end = lineEnd(text, statement.end);
    if (!alone || text.slice(statement.end, end).trim() !== "") return edits.replace(statement.start, statement.end, "");
    edits.replace(lineStart, end, "");
  }
}

const RESERVED = new Set(["delete", "default", "import", "export", "new", "class", "function", "await", "async", "arguments", "eval", "exports", "module", "require"]);

function bySpecifier(additions: readonly Addition[]): Map<string, Addition[]> {
  const groups = new Map<string, Addition[]>();
  for (const addition of additions) groups.set(addition.specifier, [...(groups.get(addition.specifier) ?? []), addition]);
  return groups;
}

/** The offset after the line break that ends the line. */
function lineEnd(text: string, from: number): number {
  const found = /\r\n|\r|\n/g;
  found.lastIndex = from;
  const end = found.exec(text);
  return end === null ? text.length : end.index + end[0].length;
}
