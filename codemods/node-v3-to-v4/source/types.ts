import { ts } from "ts-morph";

import { declarationOf } from "../handler/references.ts";
import type { Handler } from "../handler/state.ts";
import { identifiersIn, type FunctionNode } from "../syntax/ask.ts";
import type { Replacements } from "../syntax/render.ts";
import { moduleOf } from "./imports.ts";

/** Types of `@azure/functions` 3 that version 4 has under the same name and with the same meaning. */
const SAME = new Set(["Timer", "Cookie", "HttpMethod", "HttpRequestParams", "HttpRequestUser", "HttpRequestUserType", "RetryContext", "Exception"]);

/** Handlers whose type takes the type of the trigger's value. */
const GENERIC = new Set(["StorageQueueHandler", "StorageBlobHandler", "ServiceBusQueueHandler", "ServiceBusTopicHandler", "EventHubHandler", "EventGridHandler", "WebPubSubHandler"]);

export interface TypeImports {
  readonly types: Set<string>;
  readonly runtimeTypes: Set<string>;
}

/** The type of the variable that holds a rewritten handler: `AzureFunction` becomes the trigger's own. */
export function annotateHandler(fn: FunctionNode, handlerType: string, edits: Replacements): void {
  const declaration = fn.parent;
  if (!ts.isVariableDeclaration(declaration) || declaration.type === undefined || declaration.type.getText() !== "AzureFunction") return;
  const value = fn.parameters[1]?.type?.getText();
  const type = value === undefined || handlerType === "HttpHandler" || handlerType === "TimerHandler" ? handlerType : GENERIC.has(handlerType) ? `${handlerType}<${value}>` : "FunctionHandler";
  edits.replace(declaration.type, () => type);
}

/** A handler of another place: its own annotation, that of the function which makes it, and that of the name which the script exports. */
export function annotateRemote(handler: Handler, exported: ts.Node, handlerType: string, edits: Replacements, checker: ts.TypeChecker): void {
  if (handler.typescript) {
    annotateHandler(handler.fn, handlerType, handler.edits);
    const maker = ts.findAncestor(handler.fn.parent, ts.isFunctionLike);
    if (maker?.type?.getText() === "AzureFunction") handler.edits.replace(maker.type, () => handlerType);
  }
  const declaration = ts.isIdentifier(exported) ? declarationOf(exported, checker) : undefined;
  if (declaration !== undefined && ts.isVariableDeclaration(declaration) && declaration.type?.getText() === "AzureFunction" && declaration.getSourceFile() === exported.getSourceFile()) edits.replace(declaration.type, () => handlerType);
}

/** What the rewritten handlers name in their signatures. */
export function typesOfText(text: string): string[] {
  const known = ["InvocationContext", "HttpRequest", "HttpResponseInit", "FunctionHandler", "HttpHandler", "TimerHandler", "StorageQueueHandler", "StorageBlobHandler", "ServiceBusQueueHandler", "ServiceBusTopicHandler", "EventHubHandler", "EventGridHandler", "CosmosDBHandler", "SqlHandler", "MySqlHandler", "WarmupHandler", "WebPubSubHandler"];
  return known.filter(name => new RegExp(`\\b${name}\\b`).test(text));
}

/**
 * The types that the rest of the file still takes from `@azure/functions` 3: those that version 4 lacks come from the
 * runtime package, under another name where version 4 has the name for something else.
 */
export function planOldTypes(file: ts.SourceFile, edits: Replacements, gone: (node: ts.Node) => boolean, imports: TypeImports): void {
  const specifiers = file.statements.filter(ts.isImportDeclaration).filter(statement => moduleOf(statement) === "@azure/functions").flatMap(statement => {
    const bindings = statement.importClause?.namedBindings;
    return bindings !== undefined && ts.isNamedImports(bindings) ? [...bindings.elements] : [];
  });
  for (const specifier of specifiers) {
    const local = specifier.name.text;
    const name = (specifier.propertyName ?? specifier.name).text;
    const uses = identifiersIn(file).filter(use => use.text === local && use !== specifier.name && use !== specifier.propertyName && (SAME.has(name) || !gone(use)) && isTypeUse(use));
    if (uses.length === 0) continue;
    if (SAME.has(name)) {
      imports.types.add(name === local ? name : `${name} as ${local}`);
      continue;
    }
    const isClash = imports.types.has(name);
    const given = isClash ? `V3${name}` : local;
    imports.runtimeTypes.add(given === name ? name : `${name} as ${given}`);
    if (given !== local) for (const use of uses) edits.replace(use, () => given);
  }
}

function isTypeUse(node: ts.Identifier): boolean {
  return ts.isTypeReferenceNode(node.parent) || ts.isExpressionWithTypeArguments(node.parent) || ts.isQualifiedName(node.parent);
}

/** The part of a function that the new signature replaces. */
export function isInSignature(fn: FunctionNode, node: ts.Node): boolean {
  const isInHead = fn.parameters.some(parameter => contains(parameter, node)) || (fn.type !== undefined && contains(fn.type, node));
  const declaration = fn.parent;
  return isInHead || (ts.isVariableDeclaration(declaration) && declaration.type !== undefined && contains(declaration.type, node));
}

function contains(outer: ts.Node, inner: ts.Node): boolean {
  return inner.pos >= outer.pos && inner.end <= outer.end;
}
