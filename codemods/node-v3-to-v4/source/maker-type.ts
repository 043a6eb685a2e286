import { ts } from "ts-morph";

import { contextType } from "../handler/helpers.ts";
import type { Handler } from "../handler/state.ts";
import { identifiersIn, type FunctionNode } from "../syntax/ask.ts";
import type { AppProgram } from "../syntax/program.ts";
import type { Render } from "../syntax/render.ts";

type Signature = ts.FunctionTypeNode | ts.CallSignatureDeclaration;

/**
 * The signature by which the function that makes a handler declares what it makes, written there or in a type of the same
 * file that nothing else uses. Undefined when it cannot change with the handler.
 */
export function declaredSignature(type: ts.TypeNode, { files }: AppProgram): Signature | undefined {
  const signature = ts.isFunctionTypeNode(type) ? type : namedSignature(type, files);
  const [context, trigger] = signature?.parameters ?? [];
  if (signature === undefined || signature.typeParameters !== undefined || signature.type === undefined || signature.parameters.length > 2) return undefined;
  if (context?.type?.getText() !== "Context" || trigger?.dotDotDotToken !== undefined) return undefined;
  return signature;
}

function namedSignature(type: ts.TypeNode, files: readonly ts.SourceFile[]): Signature | undefined {
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName) || type.typeArguments !== undefined) return undefined;
  const name = type.typeName.text;
  const file = type.getSourceFile();
  const declaration = file.statements.find(statement => (ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement)) && statement.name.text === name);
  const isOnlyUse = files.every(other => identifiersIn(other).filter(use => use.text === name).length === (other === file ? 2 : 0));
  if (declaration === undefined || !isOnlyUse) return undefined;
  if (ts.isTypeAliasDeclaration(declaration)) return ts.isFunctionTypeNode(declaration.type) ? declaration.type : undefined;
  const [only] = ts.isInterfaceDeclaration(declaration) && declaration.heritageClauses === undefined && declaration.members.length === 1 ? declaration.members : [];
  return only !== undefined && ts.isCallSignatureDeclaration(only) ? only : undefined;
}

/** The trigger's value first, the context behind it, and the response as what comes back. */
export function retypeSignature(signature: Signature, handler: Handler): void {
  const { edits, isHttp, httpOutput } = handler;
  const [context, trigger] = signature.parameters;
  const second = `${context!.name.getText()}: ${contextType(handler.carried.size > 0)}`;
  const value = (render: Render): string => (trigger === undefined ? `${handler.names.parameter}: ${isHttp ? "HttpRequest" : "unknown"}` : isHttp ? `${trigger.name.getText()}: HttpRequest` : render.inner(trigger));
  edits.replace(context!.type!, () => contextType(handler.carried.size > 0));
  if (isHttp && trigger?.type !== undefined) edits.replace(trigger.type, () => "HttpRequest");
  if (trigger === undefined) edits.replace(context!, render => `${value(render)}, ${second}`);
  else {
    edits.replace(context!, value);
    edits.replace(trigger, () => second);
  }
  if (isHttp && httpOutput !== undefined) edits.replace(signature.type!, () => "Promise<HttpResponseInit>");
}

/** A function in the place that the declared type of its maker describes: it needs no types of its own. */
export function isTypedByMaker(fn: FunctionNode): boolean {
  const { parent } = fn;
  const maker = ts.isReturnStatement(parent) ? ts.findAncestor(parent, ts.isFunctionLike) : ts.isArrowFunction(parent) && parent.body === fn ? parent : undefined;
  return maker?.type !== undefined && maker.type.getText() !== "AzureFunction" && fn.parameters.every(parameter => parameter.type === undefined);
}
