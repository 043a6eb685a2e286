import type { FunctionNode, Node } from "../../src/languages/javascript/ast.ts";
import { propertyName } from "../../src/languages/javascript/ast.ts";
import type { FileTable, SourceFile } from "./javascript-files.ts";
import { flowOf, type CallLike } from "./javascript-flow.ts";
import { calleesOf, isHarmlessArgument, plainName } from "./javascript-known-callee.ts";
import type { Project } from "../../src/project/open-project.ts";
import type { OpenReferences } from "./javascript-propagation.ts";
import type { Reference } from "./javascript-references.ts";

interface Escape {
  /** Where a function of the app takes the member out again. */
  readonly values: readonly { readonly file: SourceFile; readonly node: Node; readonly key: string }[];
}

const COPYING = /^(?:Object\.(?:freeze|seal|assign|keys|create|defineProperties)|JSON\.stringify|structuredClone)$/;

/** Where an object goes that holds the function, as far as the compiler's types do not tell. */
export class Escapes {
  readonly #project: Project;
  readonly #files: FileTable;
  readonly #open: OpenReferences;

  constructor({ project, files, open }: { readonly project: Project; readonly files: FileTable; readonly open: OpenReferences }) {
    this.#project = project;
    this.#files = files;
    this.#open = open;
  }

  /** The object literal around a property: handed to functions of the app it is followed, handed to others it is lost. */
  of(file: SourceFile, property: Node, member: string): Escape | { readonly trouble: string } {
    const object = file.index.parent(property);
    if (object?.type !== "ObjectExpression") return { values: [] };
    const flow = flowOf(file.index, object);
    if (flow.kind === "argument") return this.#argument(file, flow.call, flow.position, member);
    if (flow.kind !== "name" || flow.name.type !== "Identifier" || file.index.parent(flow.name)?.type !== "VariableDeclarator") return { values: [] };
    const values: Escape["values"][number][] = [];
    for (const reference of this.#open().to(file.unit.path, flow.name.start)) {
      const at = this.#files.at(reference.path);
      const node = at?.index.nameAt(reference.start);
      const taken = at === undefined || node === undefined ? undefined : flowOf(at.index, node);
      if (at === undefined || taken?.kind !== "argument") continue;
      const escaped = this.#argument(at, taken.call, taken.position, member);
      if ("trouble" in escaped) return { trouble: `\`${file.excerpt(flow.name)}\`, which holds it, is handed on` };
      values.push(...escaped.values);
    }
    return { values };
  }

  #argument(file: SourceFile, call: CallLike, position: number, member: string): Escape | { readonly trouble: string } {
    if (isHarmlessArgument(file, call) || COPYING.test(file.excerpt(call.callee)) || file.registers(call)) return { values: [] };
    const callees = calleesOf(this.#project, this.#files, file, call);
    if (callees === undefined) return { trouble: `\`${file.excerpt(call.callee)}\` is given the object that holds it` };
    return { values: callees.flatMap(({ file: at, fn }) => this.#takings(at, fn.params[position], member)) };
  }

  /** `parameter.member` and `{ member }` in the parameter's place. */
  #takings(file: SourceFile, parameter: Node | undefined, member: string): Escape["values"] {
    const pattern = parameter?.type === "AssignmentPattern" ? parameter.left : parameter;
    if (pattern?.type === "ObjectPattern")
      return pattern.properties.flatMap(each => (each.type === "Property" && propertyName(each.key, each.computed) === member ? [{ file, node: each.key, key: keyOf(file, each.key) }] : []));
    const name = plainName(parameter);
    if (name === undefined) return [];
    return this.#open().to(file.unit.path, name.start).flatMap(({ path, start }) => {
      const at = this.#files.at(path);
      const use = at?.index.nameAt(start);
      const outer = use === undefined ? undefined : at!.index.parent(use);
      if (at === undefined || use === undefined || outer === undefined) return [];
      if (outer.type === "MemberExpression" && outer.object === use && propertyName(outer.property, outer.computed) === member) return [{ file: at, node: outer, key: keyOf(at, outer.property) }];
      if (outer.type !== "VariableDeclarator" || outer.init !== use || outer.id.type !== "ObjectPattern") return [];
      return this.#takings(at, outer.id, member);
    });
  }

  /** Whether a member of an object of unknown type may be this function, as far as the project's own analysis can tell. */
  mayBe(place: Reference, file: SourceFile, fn: FunctionNode): boolean {
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
}

function keyOf(file: SourceFile, name: Node): string {
  return `${file.unit.path}:${name.start}:0`;
}
