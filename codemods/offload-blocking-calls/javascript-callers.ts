import type { FunctionNode, Node } from "../../src/languages/javascript/ast.ts";
import { propertyName } from "../../src/languages/javascript/ast.ts";
import { isAwaited } from "../../src/languages/javascript/rewrite/await-call.ts";
import type { Project } from "../../src/project/open-project.ts";
import type { Attempt } from "./javascript-attempt.ts";
import type { Steps } from "./javascript-become-async.ts";
import type { FileTable, SourceFile } from "./javascript-files.ts";
import type { OpenReferences } from "./javascript-propagation.ts";
import type { Reference, References } from "./javascript-references.ts";

/** Where a function is named: the declaration, or the whole export of its module. */
interface Naming {
  readonly start: number;
  readonly name: string;
  /** It is a member of an object: any object of an unknown type may be that one. */
  readonly isMember: boolean;
}

/** What a reference means for a function that becomes async. */
type Meaning = "harmless" | { readonly call: Node } | { readonly follow: readonly Reference[] } | { readonly trouble: string };

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
    const naming = namingOf(file, fn);
    if (naming === undefined) return isHandler ? undefined : `\`${nameOf(file, fn)}\` cannot become async: who calls it cannot be told (${file.placeOf(fn, this.#root())}).`;
    const overridden = this.#inherited(file, fn);
    if (overridden !== undefined) return `\`${naming.name}\` cannot become async: ${overridden}.`;
    const references = this.#open();
    const seen = new Set<string>();
    const awaited = new Set<Node>();
    const first = { path: file.unit.path, start: naming.start };
    const queue: Reference[] = [first];
    const asked = new Set<string>();
    for (let from = queue.pop(); from !== undefined; from = queue.pop()) {
      if (asked.has(`${from.path}:${from.start}`)) continue;
      asked.add(`${from.path}:${from.start}`);
      for (const reference of references.to(from.path, from.start)) {
        const key = `${reference.path}:${reference.start}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const meaning = this.#meaning(reference, first, fn, naming, isHandler, references);
        if (meaning === "harmless") continue;
        if ("trouble" in meaning) return `\`${naming.name}\` cannot become async: ${meaning.trouble}.`;
        if ("follow" in meaning) {
          queue.push(...meaning.follow);
          continue;
        }
        const at = this.#files.at(reference.path)!;
        awaited.add(meaning.call);
        const stopped = this.#steps.await(attempt, at, meaning.call);
        if (stopped !== undefined) return stopped;
      }
    }
    if (naming.isMember) {
      const unknown = references.unknownMembers(naming.name).find(place => !seen.has(`${place.path}:${place.start}`) && this.#mayCall(place, file, fn));
      if (unknown !== undefined) return `\`${naming.name}\` cannot become async: \`.${naming.name}\` at ${this.#place(unknown)} may be it, for the type of its object is not known.`;
    }
    return this.#missed(attempt, file, fn, references, awaited);
  }

  #meaning(reference: Reference, declaration: Reference, fn: FunctionNode, naming: Naming, isHandler: boolean, references: References): Meaning {
    if (reference.path === declaration.path && reference.start === declaration.start) return "harmless";
    const file = this.#files.at(reference.path);
    const trouble = (why: string): Meaning => ({ trouble: `${why} at ${this.#place(reference)}` });
    if (file === undefined) return trouble("it is used in a file that cannot be read");
    const { index } = file;
    const node = index.nameAt(reference.start) ?? literalAt(file, reference.start);
    if (node === undefined) return trouble("it is used in a way that is not followed");
    const parent = index.parent(node);
    if (parent === undefined) return trouble("it is used in a way that is not followed");
    switch (parent.type) {
      case "ImportSpecifier":
      case "ExportSpecifier":
      case "ImportDefaultSpecifier":
      case "ImportNamespaceSpecifier":
      case "ExportDefaultDeclaration":
      case "TSExportAssignment":
      case "ExportAllDeclaration":
      case "ExportNamedDeclaration":
        return "harmless";
      case "ImportDeclaration":
        return { follow: parent.specifiers.filter(each => each.type === "ImportDefaultSpecifier").map(each => ({ path: reference.path, start: each.local.start })) };
      case "TSTypeQuery":
        return trouble("its type is used");
      case "TSMethodSignature":
      case "TSPropertySignature":
      case "TSAbstractMethodDefinition":
        return trouble("an interface or an abstract class says what it gives");
      case "MethodDefinition":
      case "PropertyDefinition":
        return trouble("another class has a method in its place");
      case "NewExpression":
        return trouble("it is used as a constructor");
      case "TaggedTemplateExpression":
        return { call: parent };
      case "CallExpression":
        if (parent.callee === node) return { call: parent };
        if (node.type === "Literal") return this.#required(file, parent, reference);
        if (isHandler && this.#registers(file, parent)) return "harmless";
        break;
      case "MemberExpression": {
        if (parent.property !== node) return this.#moduleObject(file, parent, node) ?? trouble("it is handed on");
        const outer = index.parent(parent);
        if (outer?.type === "CallExpression" && outer.callee === parent) return { call: outer };
        if (outer?.type === "AssignmentExpression" && outer.left === parent) return outer.right === fn || isExports(parent.object) ? "harmless" : trouble("it is replaced");
        break;
      }
      case "VariableDeclarator":
        if (parent.id === node && isRequire(parent.init)) return "harmless";
        break;
      case "AssignmentExpression":
        if (parent.right === node && parent.left.type === "MemberExpression") {
          if (isModuleExports(parent.left)) return "harmless";
          if (isExports(parent.left.object)) return { follow: [{ path: reference.path, start: parent.left.property.start }] };
        }
        break;
      case "Property":
        return this.#property(file, parent, node, naming, isHandler, reference, references) ?? trouble("it is handed on");
      default:
    }
    return trouble("it is handed on as a value");
  }

  #property(file: SourceFile, property: Node & { readonly type: "Property" }, node: Node, naming: Naming, isHandler: boolean, reference: Reference, references: References): Meaning | undefined {
    const { index } = file;
    const holder = index.parent(property);
    if (holder?.type === "ObjectPattern") {
      const local = property.value.type === "AssignmentPattern" ? property.value.left : property.value;
      return local.type === "Identifier" ? { follow: [{ path: reference.path, start: local.start }] } : undefined;
    }
    if (holder === undefined) return undefined;
    const outer = index.parent(holder);
    if (isHandler && outer?.type === "CallExpression" && this.#registers(file, outer)) return "harmless";
    if (outer === undefined || !isVisibleHolder(outer, holder)) return undefined;
    if (property.key === node && !property.shorthand) return "harmless";
    return { follow: property.shorthand ? references.takingShorthand(reference.path, node.start, naming.name) : [{ path: reference.path, start: property.key.start }] };
  }

  /** `exports.load` inside `module.exports.load = …`. */
  #moduleObject(_file: SourceFile, member: Node & { readonly type: "MemberExpression" }, node: Node): Meaning | undefined {
    return member.object === node && isModuleExports(member) ? "harmless" : undefined;
  }

  /** `const load = require("./load")`, where the module is the function. */
  #required(file: SourceFile, call: Node & { readonly type: "CallExpression" }, reference: Reference): Meaning {
    const { index } = file;
    const parent = index.parent(call);
    if (parent?.type === "VariableDeclarator" && parent.id.type === "Identifier") return { follow: [{ path: reference.path, start: parent.id.start }] };
    if (parent?.type === "VariableDeclarator" && parent.id.type === "ObjectPattern") return "harmless";
    if (parent?.type === "CallExpression" && parent.callee === call) return { call: parent };
    if (call.callee.type === "MemberExpression") return { trouble: `\`${file.excerpt(call)}\` stands for its module at ${this.#place(reference)}` };
    return { trouble: `its module is taken in a way that is not followed at ${this.#place(reference)}` };
  }

  /** A handler written in its registration: only the host calls it. */
  #isInline(file: SourceFile, fn: FunctionNode): boolean {
    return [...file.index.ancestors(fn)].slice(0, 3).some(node => this.#registers(file, node));
  }

  #registers(file: SourceFile, call: Node): boolean {
    return file.unit.facts.registrations.some(({ range }) => range.start === call.start && range.end === call.end);
  }

  /** A class around it with a parent that is not known may be called through the parent's name. */
  #inherited(file: SourceFile, fn: FunctionNode): string | undefined {
    const holder = file.index.parent(fn);
    if (holder?.type !== "MethodDefinition" && holder?.type !== "PropertyDefinition") return undefined;
    const cls = file.index.parent(file.index.parent(holder) ?? holder);
    if (cls?.type !== "ClassDeclaration" && cls?.type !== "ClassExpression") return undefined;
    if ((cls.implements ?? []).length > 0) return "its class implements an interface, which may say what it gives";
    if (cls.superClass == null) return undefined;
    const at = file.factsOf(fn);
    const classIndex = at === undefined ? null : file.unit.facts.functions[at]!.class;
    const bases = classIndex === null ? [] : file.unit.facts.classes[classIndex]!.bases.flatMap(base => this.#project.evaluator.evaluate(file.unit, base).values);
    const name = propertyName(holder.key, holder.computed);
    const known = bases.length > 0 && bases.every(base => base.kind === "class" && name !== undefined && base.unit.facts.classes[base.index]!.bases.length === 0 && !(name in base.unit.facts.classes[base.index]!.methods));
    return known ? undefined : "its class extends another one, which may call it";
  }

  /** Whether a member of an object of unknown type may be this function, as far as the project's own analysis can tell. */
  #mayCall(place: Reference, file: SourceFile, fn: FunctionNode): boolean {
    const at = this.#files.at(place.path);
    const node = at?.index.nameAt(place.start);
    const member = node === undefined ? undefined : at!.index.parent(node);
    if (at === undefined || member === undefined) return true;
    const facts = at.unit.facts.calls.find(call => call.calleeRange.start === member.start && call.calleeRange.end === member.end);
    if (facts === undefined) return true;
    const { values, certain } = this.#project.evaluator.evaluate(at.unit, facts.callee);
    const own = file.factsOf(fn);
    if (values.some(value => value.kind === "function" && value.unit.path === file.unit.path && value.index === own)) return true;
    return !(certain && values.length > 0);
  }

  /** Calls that the project's own analysis leads here and the compiler does not: without them the function stays as it is. */
  #missed(attempt: Attempt, file: SourceFile, fn: FunctionNode, references: References, awaited: ReadonlySet<Node>): string | undefined {
    const own = file.factsOf(fn);
    for (const path of references.files) {
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

  #place({ path, start }: Reference): string {
    const file = this.#files.at(path);
    const node = file?.index.nameAt(start) ?? (file === undefined ? undefined : literalAt(file, start));
    return file === undefined || node === undefined ? path : file.placeOf(node, this.#root());
  }

  #root(): string {
    return this.#project.apps[0]?.root ?? "";
  }
}

export function nameOf(file: SourceFile, fn: FunctionNode): string {
  const at = file.factsOf(fn);
  const name = at === undefined ? undefined : file.unit.facts.functions[at]!.name;
  return name === undefined || name.startsWith("<") ? file.excerpt(fn) : name;
}

function namingOf(file: SourceFile, fn: FunctionNode): Naming | undefined {
  const { index } = file;
  if (fn.id != null && fn.type === "FunctionDeclaration") return { start: fn.id.start, name: fn.id.name, isMember: false };
  let below: Node = fn;
  let parent = index.parent(fn);
  while (parent?.type === "TSAsExpression" || parent?.type === "TSSatisfiesExpression") {
    below = parent;
    parent = index.parent(parent);
  }
  if (parent === undefined) return undefined;
  if (parent.type === "VariableDeclarator" && parent.init === below && parent.id.type === "Identifier") return { start: parent.id.start, name: parent.id.name, isMember: false };
  if ((parent.type === "MethodDefinition" || parent.type === "PropertyDefinition" || parent.type === "Property") && parent.value === below) {
    const name = propertyName(parent.key, parent.computed);
    return name === undefined || parent.computed ? undefined : { start: parent.key.start, name: name.replace(/^#/, ""), isMember: parent.key.type !== "PrivateIdentifier" };
  }
  if (parent.type === "AssignmentExpression" && parent.right === below && parent.left.type === "MemberExpression" && (isModuleExports(parent.left) || isExports(parent.left.object)))
    return { start: parent.left.property.start, name: propertyName(parent.left.property, parent.left.computed) ?? "exports", isMember: false };
  if (parent.type === "ExportDefaultDeclaration") return { start: fn.id?.start ?? index.text.indexOf("default", parent.start), name: "default", isMember: false };
  return undefined;
}

/** Where every use of a property can be found again: a variable, an export, an object in one of those. */
function isVisibleHolder(outer: Node, holder: Node): boolean {
  switch (outer.type) {
    case "VariableDeclarator":
      return outer.init === holder;
    case "AssignmentExpression":
      return outer.right === holder && outer.left.type === "MemberExpression" && (isModuleExports(outer.left) || isExports(outer.left.object));
    case "ExportDefaultDeclaration":
    case "Property":
      return true;
    default:
      return false;
  }
}

function isModuleExports(node: Node): boolean {
  return node.type === "MemberExpression" && node.object.type === "Identifier" && node.object.name === "module" && propertyName(node.property, node.computed) === "exports";
}

function isExports(node: Node): boolean {
  return isModuleExports(node) || (node.type === "Identifier" && node.name === "exports");
}

function isRequire(init: Node | null): boolean {
  return init?.type === "CallExpression" && init.callee.type === "Identifier" && init.callee.name === "require";
}

/** The string that begins at an offset, or after its quote: the language service counts from there. */
function literalAt(file: SourceFile, start: number): Node | undefined {
  return file.index.literalAt(start) ?? file.index.literalAt(start - 1);
}
