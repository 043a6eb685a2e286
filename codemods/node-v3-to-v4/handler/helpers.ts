import { ts } from "ts-morph";

import { assignmentTo, bare } from "../syntax/ask.ts";
import type { Callers } from "./callers.ts";
import { visitContext } from "./context.ts";
import { memberSymbol, usesOf, type Holder, type Uses } from "./holders.ts";
import { openHandler, type RewriteInput } from "./open.ts";
import { referencesTo } from "./references.ts";
import { Unsupported, type Handler } from "./state.ts";

/** A place that holds the context, as it becomes for one set of bindings: one part for every file that reads it. */
export interface RewrittenHolder {
  readonly holder: Holder;
  readonly parts: readonly Handler[];
  readonly uses: Uses;
}

/** Rewrites what a place outside the handler does with the context. */
export function rewriteHolder(holder: Holder, input: Omit<RewriteInput, "file" | "isHolder" | "style" | "typescript">, fileInput: (file: ts.SourceFile) => Pick<RewriteInput, "style" | "typescript">): RewrittenHolder {
  const uses = usesOf(holder, input.program);
  if (uses === undefined) throw new Unsupported("context-helper", "Not every use of the context is to be seen there.", holder.at);
  const parts = new Map<ts.SourceFile, Handler>();
  const partOf = (file: ts.SourceFile): Handler => {
    const known = parts.get(file);
    if (known !== undefined) return known;
    const part = openHandler({ ...input, ...fileInput(file), file, isHolder: true });
    parts.set(file, part);
    return part;
  };
  for (const use of uses.certain) if (!isWritten(use)) visitContext(partOf(use.getSourceFile()), use, use.getText());
  for (const declaration of [holder.at, ...(holder.kind === "variable" ? (holder.signatures ?? []) : [])]) partOf(declaration.getSourceFile());
  for (const part of parts.values())
    if (part.bodies.length > 0 || part.wholeRequest !== undefined || part.needs.trigger || part.requestEdits.length > 0 || part.top.length > 0) throw new Unsupported("context-helper", "The request is used there in a way that is not followed.", holder.at);
  return { holder, parts: [...parts.values()], uses };
}

/** The declarations of these places say what they hold now; one type may stand for several places, as in `constructor(private context: Context)`. */
export function retypeHolders(found: Iterable<RewrittenHolder>): void {
  const carrying = new Map<ts.Node, { readonly part: Handler; carries: boolean }>();
  for (const { holder, parts } of found) {
    const carries = parts.some(part => part.carried.size > 0);
    for (const declaration of declarationsOf(holder)) {
      const part = parts.find(({ file }) => file === declaration.getSourceFile());
      if (part?.typescript !== true || declaration.type === undefined) continue;
      for (const type of contextTypesIn(declaration.type)) carrying.set(type, { part, carries: carries || carrying.get(type)?.carries === true });
    }
  }
  for (const [type, { part, carries }] of carrying) part.edits.replace(type, () => (carries && !ts.isParameter(type.parent) && !ts.isPropertyDeclaration(type.parent) && !ts.isVariableDeclaration(type.parent) ? `(${contextType(carries)})` : contextType(carries)));
}

/** The declarations of the place that say it is the old context. */
export function isTypedOld(holder: Holder): boolean {
  return declarationsOf(holder).some(({ type }) => type !== undefined && contextTypesIn(type).length > 0);
}

/** What is done with the context there is the same in both models, so that it may be something else altogether. */
export function isIndifferent({ holder, parts }: RewrittenHolder): boolean {
  return !isTypedOld(holder) && parts.every(({ edits, carried, holders, runtime, file }) => carried.size === 0 && holders.size === 0 && runtime.size === 0 && edits.print(file) === file.text);
}

type Typed = ts.ParameterDeclaration | ts.PropertyDeclaration | ts.VariableDeclaration;

function declarationsOf(holder: Holder): Typed[] {
  if (holder.kind === "object") return [];
  const own: ts.Node = holder.kind === "member" ? holder.at : holder.at.parent;
  const isTyped = ts.isParameter(own) || ts.isPropertyDeclaration(own) || ts.isVariableDeclaration(own);
  return [...(isTyped ? [own] : []), ...(holder.kind === "variable" ? (holder.signatures ?? []) : [])];
}

function contextTypesIn(type: ts.TypeNode): ts.Node[] {
  if (ts.isUnionTypeNode(type)) return type.types.flatMap(contextTypesIn);
  return ts.isTypeReferenceNode(type) && type.typeName.getText() === "Context" ? [type] : [];
}

/** How TypeScript calls a context that carries members of the old one. */
export function contextType(carries: boolean): string {
  return carries ? "InvocationContext & V3Members" : "InvocationContext";
}

/** What is written to the place is looked at where it comes from. */
function isWritten(use: ts.Expression): boolean {
  return assignmentTo(use) !== undefined;
}

/** Why something else than the contexts handed on may be in the place; undefined when nothing else can. */
export function strangerIn(holder: Holder, passed: ReadonlySet<ts.Node>, callers: Callers, program: RewriteInput["program"], isOld: (argument: ts.Expression) => boolean): string | undefined {
  if (holder.kind !== "member" && holder.given !== undefined) {
    const { fn, index } = holder.given;
    if (callers.isTaken(fn)) return "It is also used as a value, so that its callers are not all to be seen.";
    const stranger = callers.callsOf(fn).find(call => !isOurs(call.arguments?.[index], passed) && !isOld(call.arguments![index]!));
    return stranger === undefined ? undefined : `It is also called with something else: \`${stranger.getText().slice(0, 60).split("\n")[0]}\`.`;
  }
  if (holder.kind === "object") return undefined;
  const writes = holder.kind === "variable" ? referencesTo(holder.at, holder.at.getSourceFile(), program.checker) : (usesOf(holder, program)?.certain ?? []);
  const values = writes.flatMap(use => assignmentTo(use)?.right ?? []);
  const { initializer } = (holder.kind === "variable" ? holder.at.parent : holder.at) as Partial<ts.VariableDeclaration>;
  const stranger = [...(initializer === undefined ? [] : [initializer]), ...values].find(value => !isOurs(value, passed) && !(holder.kind === "member" && isParameterOf(holder, value, program)));
  return stranger === undefined ? undefined : `It also holds \`${stranger.getText().slice(0, 40)}\`.`;
}

/** `this.context = context` in a constructor whose parameter is the declaration itself. */
function isParameterOf(holder: Holder & { kind: "member" }, value: ts.Expression, program: RewriteInput["program"]): boolean {
  return ts.isIdentifier(value) && memberSymbol(holder.at, program.checker)?.valueDeclaration === program.checker.getSymbolAtLocation(value)?.valueDeclaration;
}

function isOurs(value: ts.Expression | undefined, passed: ReadonlySet<ts.Node>): boolean {
  if (value === undefined) return true;
  const expression = bare(value);
  return passed.has(expression) || expression.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(expression) && expression.text === "undefined");
}
