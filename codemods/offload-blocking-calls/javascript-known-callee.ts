import type { FunctionNode, Node } from "../../src/languages/javascript/ast.ts";
import { propertyName } from "../../src/languages/javascript/ast.ts";
import type { Project } from "../../src/project/open-project.ts";
import type { FileTable, SourceFile } from "./javascript-files.ts";
import type { CallLike } from "./javascript-flow.ts";

/** A parameter's name in the function of the app that is called. */
export interface Parameter {
  readonly file: SourceFile;
  readonly name: Node & { readonly type: "Identifier" };
}

/** The functions of the app that a call runs; undefined when it may run others too. */
export function calleesOf(project: Project, files: FileTable, file: SourceFile, call: Node): readonly { readonly file: SourceFile; readonly fn: FunctionNode }[] | undefined {
  const facts = file.unit.facts.calls.find(({ kind, range }) => (kind === "call" || kind === "new" || kind === "tag") && range.start === call.start && range.end === call.end);
  if (facts === undefined) return undefined;
  const { values, certain } = project.evaluator.evaluate(file.unit, facts.callee);
  if (!certain || values.length === 0) return undefined;
  const found = values.map(value => {
    if (value.kind !== "function" && value.kind !== "class") return undefined;
    const at = files.at(value.unit.path);
    const index = value.kind === "function" ? value.index : value.unit.facts.classes[value.index]!.methods.constructor;
    const fn = at === undefined || typeof index !== "number" ? undefined : at.functionOf(index);
    return at === undefined || fn === undefined ? undefined : { file: at, fn };
  });
  return found.every(each => each !== undefined) ? found : undefined;
}

/** The parameters that an argument goes to; undefined when one of them cannot be told or has no plain name. */
export function parametersAt(project: Project, files: FileTable, file: SourceFile, call: CallLike, position: number): readonly Parameter[] | undefined {
  const found = calleesOf(project, files, file, call)?.map(({ file: at, fn }) => {
    const name = plainName(fn.params[position]);
    return name === undefined ? undefined : { file: at, name };
  });
  return found?.every(each => each !== undefined) === true ? found : undefined;
}

/** The name of a parameter, whatever it is when it is left out. */
export function plainName(parameter: Node | undefined): (Node & { readonly type: "Identifier" }) | undefined {
  if (parameter?.type === "TSParameterProperty") return plainName(parameter.parameter);
  if (parameter?.type === "AssignmentPattern") return plainName(parameter.left);
  return parameter?.type === "Identifier" ? parameter : undefined;
}

const ADOPTING = new Set(["then", "catch", "finally"]);
const LOOKING = /^(?:console\.\w+|expect|assert(?:\.\w+)?|(?:jest|vi|vitest)\.mocked|util\.inspect|sinon\.assert\.\w+|context\.(?:log|info|warn|error|debug|trace)(?:\.\w+)?)$/;

/** `.then(load)`: what the function gives is awaited. */
export function adopts({ callee }: CallLike): boolean {
  return callee.type === "MemberExpression" && ADOPTING.has(propertyName(callee.property, callee.computed) ?? "");
}

/** What takes a function and awaits what it gives, or only looks at it. */
export function isHarmlessArgument(file: SourceFile, call: CallLike): boolean {
  return adopts(call) || LOOKING.test(file.excerpt(call.callee));
}
