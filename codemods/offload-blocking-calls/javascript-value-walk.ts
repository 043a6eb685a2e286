import type { FunctionNode, Node } from "../../src/languages/javascript/ast.ts";
import { isFunction } from "../../src/languages/javascript/rewrite/tree-index.ts";
import type { Project } from "../../src/project/open-project.ts";
import type { Attempt } from "./javascript-attempt.ts";
import type { Steps } from "./javascript-become-async.ts";
import { literalAt, nameOf, nameOfKey, namingOf } from "./javascript-declarations.ts";
import { Escapes } from "./javascript-escapes.ts";
import type { FileTable, SourceFile } from "./javascript-files.ts";
import { flowOf, type CallLike } from "./javascript-flow.ts";
import { Family } from "./javascript-family.ts";
import { isHarmlessArgument, parametersAt } from "./javascript-known-callee.ts";
import type { OpenReferences } from "./javascript-propagation.ts";
import type { Reference } from "./javascript-references.ts";
import { WrittenTypes, type TypeFollowed, type TypedName } from "./javascript-types.ts";

/** What a walk over references works with. */
export interface Surroundings {
  readonly project: Project;
  readonly files: FileTable;
  readonly open: OpenReferences;
  readonly steps: Steps;
}

/** An expression whose value is the function, or gives it after `depth` calls. */
interface Held {
  readonly file: SourceFile;
  readonly node: Node;
  readonly depth: number;
}

/** Follows a function that becomes async to all that hold it, and awaits it where it is called. */
export class ValueWalk {
  /** Calls that are awaited now. */
  readonly awaited = new Set<Node>();
  readonly #all: Surroundings;
  readonly #attempt: Attempt;
  readonly #from: { readonly file: SourceFile; readonly fn: FunctionNode; readonly isHandler: boolean };
  readonly #name: string;
  readonly #types: WrittenTypes;
  readonly #family: Family;
  readonly #escapes: Escapes;
  readonly #names: TypedName[] = [];
  readonly #values: Held[] = [];
  readonly #asked = new Set<string>();
  readonly #seen = new Set<string>();
  readonly #members = new Map<string, TypedName>();

  constructor(all: Surroundings, attempt: Attempt, from: { readonly file: SourceFile; readonly fn: FunctionNode; readonly isHandler: boolean }) {
    this.#all = all;
    this.#attempt = attempt;
    this.#from = from;
    this.#name = nameOf(from.file, from.fn).replace(/^[\w$.]+\.#?/, "");
    this.#types = new WrittenTypes(all.files, all.open);
    this.#family = new Family(all, this.#types);
    this.#escapes = new Escapes(all);
  }

  /** Undefined when every caller awaits; `nameless` when nothing is known to hold the function. */
  run(): string | undefined {
    const { file, fn } = this.#from;
    const naming = namingOf(file, fn);
    const parents = naming?.isMember === true ? this.#family.unknownParents(file, fn, naming.start) : undefined;
    if (parents !== undefined) return this.#cannot(parents);
    if (naming !== undefined && this.#isTypedByOthers(naming.start)) return this.#cannotAt("a written type says what it gives", { path: file.unit.path, start: naming.start }, fn);
    if (naming !== undefined && fn.type === "FunctionDeclaration") this.#names.push({ path: file.unit.path, start: naming.start, depth: 0 });
    else this.#values.push({ file, node: fn, depth: 0 });
    for (;;) {
      const stopped = this.#drain() ?? this.#unknown();
      if (stopped !== undefined || (this.#names.length === 0 && this.#values.length === 0)) return stopped;
    }
  }

  /** A property of an object that is checked against a type, and that type is declared outside the app. */
  #isTypedByOthers(start: number): boolean {
    const { file, fn, isHandler } = this.#from;
    const at = file.factsOf(fn);
    if (isHandler || at === undefined || file.unit.facts.functions[at]!.contextualType !== true || file.index.parent(fn)?.type !== "Property") return false;
    return !this.#all.open().to(file.unit.path, start).some(reference => {
      const other = this.#all.files.at(reference.path);
      const node = other?.index.nameAt(reference.start);
      return node !== undefined && /^TS(?:Method|Property)Signature$/.test(other!.index.parent(node)?.type ?? "");
    });
  }

  #drain(): string | undefined {
    while (this.#names.length > 0 || this.#values.length > 0) {
      const value = this.#values.pop();
      const stopped = value !== undefined ? this.#value(value) : this.#named(this.#names.pop()!);
      if (stopped !== undefined) return stopped;
    }
    return undefined;
  }

  #named(name: TypedName): string | undefined {
    const key = `${name.path}:${name.start}:${name.depth}`;
    if (this.#asked.has(key)) return undefined;
    this.#asked.add(key);
    if (name.member !== undefined) this.#members.set(`${name.member}:${name.depth}`, name);
    for (const reference of this.#all.open().to(name.path, name.start)) {
      const stopped = this.#reference(reference, name);
      if (stopped !== undefined) return stopped;
    }
    return undefined;
  }

  #reference(reference: Reference, name: TypedName): string | undefined {
    const { depth } = name;
    const key = `${reference.path}:${reference.start}:${depth}`;
    if (this.#seen.has(key)) return undefined;
    this.#seen.add(key);
    const file = this.#all.files.at(reference.path);
    if (file === undefined) return this.#cannot(`it is used in a file that cannot be read: ${reference.path}`);
    const node = file.index.nameAt(reference.start) ?? literalAt(file, reference.start);
    const parent = node === undefined ? undefined : file.index.parent(node);
    // `export default`, `module.exports`, the keyword or the object that a whole module goes by.
    if (node === undefined) return file.index.text.startsWith("default", reference.start) ? undefined : this.#cannotAt("it is used in a way that is not followed", reference);
    if (parent === undefined) return this.#cannotAt("it is used in a way that is not followed", reference);
    if (parent.type === "ImportDeclaration") {
      for (const each of parent.specifiers) if (each.type === "ImportDefaultSpecifier") this.#names.push({ path: reference.path, start: each.local.start, depth });
      return undefined;
    }
    if (node.type === "Literal" && parent.type === "CallExpression") return this.#required(file, parent, reference, depth);
    const family = this.#family.of(this.#attempt, file, node, parent, depth, this.#from.fn);
    if (family !== undefined) return this.#followed(family, reference);
    if ("typeAnnotation" in node && node.typeAnnotation != null && node.type === "Identifier") {
      const stopped = this.#followed(this.#types.follow(this.#attempt, file, node.typeAnnotation, depth), reference);
      if (stopped !== undefined) return stopped;
    }
    return this.#value({ file, node, depth });
  }

  #followed(found: TypeFollowed | { readonly trouble: string }, at: Reference): string | undefined {
    if ("trouble" in found) return this.#cannotAt(found.trouble, at);
    this.#names.push(...found.names);
    for (const { file, fn } of found.functions) {
      const stopped = this.#all.steps.become(this.#attempt, file, fn);
      if (stopped !== undefined) return stopped;
    }
    return undefined;
  }

  #value({ file, node, depth }: Held): string | undefined {
    const { index } = file;
    const parent = index.parent(node);
    if ((parent?.type === "TSSatisfiesExpression" || parent?.type === "TSAsExpression") && !/^(?:const|any|unknown|never)$/.test(file.excerpt(parent.typeAnnotation))) {
      const stopped = this.#followed(this.#types.follow(this.#attempt, file, parent.typeAnnotation, depth), { path: file.unit.path, start: node.start });
      if (stopped !== undefined) return stopped;
    }
    const flow = flowOf(index, node);
    switch (flow.kind) {
      case "harmless":
        return undefined;
      case "trouble":
        return this.#cannotAt(flow.why, { path: file.unit.path, start: node.start }, node);
      case "value":
        this.#values.push({ file, node: flow.node, depth });
        return undefined;
      case "call":
        return this.#called(file, flow.call, depth);
      case "name":
        return this.#held(file, flow.name, flow.member, flow.also, depth);
      case "result":
        return this.#result(file, flow.of, depth);
      case "argument":
        return this.#argument(file, flow.call, flow.position, node, depth);
    }
  }

  #called(file: SourceFile, call: Node, depth: number): string | undefined {
    if (depth > 0) {
      this.#values.push({ file, node: call, depth: depth - 1 });
      return undefined;
    }
    this.awaited.add(call);
    return this.#all.steps.await(this.#attempt, file, call);
  }

  #held(file: SourceFile, name: Node, member: boolean, also: Node | undefined, depth: number): string | undefined {
    const naming = nameOfKey(file, name, member);
    const at = { path: file.unit.path, start: name.start };
    if (naming === undefined) return this.#cannotAt("it is held under a name that is not followed", at, name);
    const property = file.index.parent(name);
    if (property?.type === "Property") {
      if (this.#from.isHandler && this.#registered(file, property)) return undefined;
      const escape = this.#escapes.of(file, property, naming.name);
      if ("trouble" in escape) return this.#cannotAt(escape.trouble, at, name);
      for (const { key, ...value } of escape.values) {
        this.#seen.add(key);
        this.#values.push({ ...value, depth });
      }
    }
    if (also !== undefined) this.#values.push({ file, node: also, depth });
    const place = { path: file.unit.path, start: naming.start, depth, ...(naming.isMember && { member: naming.name }) };
    this.#names.push(place);
    if (property?.type === "Property" && property.shorthand) this.#takeOut({ path: file.unit.path, start: name.start }, naming.name, depth);
    return undefined;
  }

  /** Places that take out what `{ name }` put into an object. */
  #takeOut(put: Reference, name: string, depth: number): void {
    for (const { path, start } of this.#all.open().takingShorthand(put.path, put.start, name)) {
      const file = this.#all.files.at(path);
      const node = file?.index.nameAt(start);
      if (file === undefined || node === undefined || this.#seen.has(`${path}:${start}:${depth}`)) continue;
      this.#seen.add(`${path}:${start}:${depth}`);
      this.#values.push({ file, node, depth });
    }
  }

  #registered(file: SourceFile, property: Node): boolean {
    const holder = file.index.parent(property);
    const call = holder === undefined ? undefined : file.index.parent(holder);
    return call !== undefined && file.registers(call);
  }

  /** A function that gives it: whoever calls that one holds it. */
  #result(file: SourceFile, of: FunctionNode, depth: number): string | undefined {
    const at = { path: file.unit.path, start: of.start };
    if (depth >= 2 || of.generator) return this.#cannotAt("it is handed on as a value", at, of);
    if (of.returnType != null) {
      const stopped = this.#followed(this.#types.follow(this.#attempt, file, of.returnType.typeAnnotation, depth), at);
      if (stopped !== undefined) return stopped;
    }
    const naming = namingOf(file, of);
    if (naming === undefined || of.async) return this.#cannotAt("it is handed on as a value", at, of);
    if (of.type === "FunctionDeclaration") this.#names.push({ path: file.unit.path, start: naming.start, depth: depth + 1 });
    else this.#values.push({ file, node: of, depth: depth + 1 });
    return undefined;
  }

  #argument(file: SourceFile, call: CallLike, position: number, node: Node, depth: number): string | undefined {
    if (this.#from.isHandler && file.registers(call)) return undefined;
    if (isHarmlessArgument(file, call)) return undefined;
    if (depth === 0 && position === 0 && call.type === "CallExpression") {
      const looped = this.#all.steps.loopWith(this.#attempt, file, call, node);
      if (looped !== undefined) return looped.stopped;
    }
    const parameters = parametersAt(this.#all.project, this.#all.files, file, call, position);
    if (parameters === undefined) {
      const at = { path: file.unit.path, start: node.start };
      if (isFunction(node)) return `\`${file.excerpt(call.callee)}\` calls the function at ${this.#place(at, node)} and does not await it.`;
      return this.#cannotAt("it is handed on as a value", at, node);
    }
    for (const { file: at, name } of parameters) this.#names.push({ path: at.unit.path, start: name.start, depth });
    return undefined;
  }

  /** `const load = require("./load")`, where the module is the function. */
  #required(file: SourceFile, call: Node & { readonly type: "CallExpression" }, reference: Reference, depth: number): string | undefined {
    const { index } = file;
    const parent = index.parent(call);
    if (/^(?:jest|vi|vitest)\.(?:mock|unmock|doMock|dontMock)$/.test(file.excerpt(call.callee))) return undefined;
    if (parent?.type === "VariableDeclarator" && parent.id.type === "Identifier") {
      this.#names.push({ path: reference.path, start: parent.id.start, depth });
      return undefined;
    }
    if (parent?.type === "VariableDeclarator" && parent.id.type === "ObjectPattern") return undefined;
    if (parent?.type === "CallExpression" && parent.callee === call) return this.#called(file, parent, depth);
    if (call.callee.type === "MemberExpression") return this.#cannotAt(`\`${file.excerpt(call)}\` stands for its module`, reference);
    return this.#cannotAt("its module is taken in a way that is not followed", reference);
  }

  /** Members of objects whose type nobody knows, and members by a computed key: each may be this function. */
  #unknown(): string | undefined {
    for (const [key, { path, start, depth, member }] of this.#members) {
      this.#members.delete(key);
      const unknown = this.#all.open().unknownMembers(member!).find(place => !this.#seen.has(`${place.path}:${place.start}:${depth}`) && this.#escapes.mayBe(place, this.#from.file, this.#from.fn));
      if (unknown !== undefined) return this.#cannot(`\`.${member!}\` at ${this.#place(unknown)} may be it, for the type of its object is not known`);
      for (const computed of this.#all.open().computedMembers(path, start, member!)) {
        const file = this.#all.files.at(computed.path);
        const node = file?.index.expressionAt({ start: computed.start, end: computed.end });
        if (file === undefined || node === undefined || computed.all) return this.#cannotAt(`\`${member!}\` is taken with all others of its object`, computed, node);
        if (this.#seen.has(`${computed.path}:${computed.start}:${depth}`)) continue;
        this.#seen.add(`${computed.path}:${computed.start}:${depth}`);
        this.#values.push({ file, node, depth });
      }
    }
    return undefined;
  }

  #cannot(why: string): string {
    return `\`${this.#name}\` cannot become async: ${why}.`;
  }

  #cannotAt(why: string, reference: Reference, node?: Node): string {
    return this.#cannot(`${why} at ${this.#place(reference, node)}`);
  }

  #place({ path, start }: Reference, given?: Node): string {
    const file = this.#all.files.at(path);
    const node = given ?? file?.index.nameAt(start) ?? (file === undefined ? undefined : literalAt(file, start));
    return file === undefined || node === undefined ? path : file.placeOf(node, this.#all.project.apps[0]?.root ?? "");
  }
}
