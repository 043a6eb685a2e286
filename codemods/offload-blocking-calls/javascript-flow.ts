import type { FunctionNode, Node } from "../../src/languages/javascript/ast.ts";
import { propertyName } from "../../src/languages/javascript/ast.ts";
import type { TreeIndex } from "../../src/languages/javascript/rewrite/tree-index.ts";

/** Where the value of an expression goes next, when that value is a function. */
export type Flow =
  /** It is looked at, or named where the compiler follows the name anyway. */
  | { readonly kind: "harmless" }
  | { readonly kind: "call"; readonly call: Node }
  /** Another expression has the same value. */
  | { readonly kind: "value"; readonly node: Node }
  /** A name holds it from now on. */
  | { readonly kind: "name"; readonly name: Node; readonly member: boolean; readonly also?: Node }
  /** A function gives it to whoever calls that function. */
  | { readonly kind: "result"; readonly of: FunctionNode }
  | { readonly kind: "argument"; readonly call: CallLike; readonly position: number }
  | { readonly kind: "trouble"; readonly why: string };

export type CallLike = Node & { readonly type: "CallExpression" | "NewExpression" };

const HARMLESS: Flow = { kind: "harmless" };
const HANDED_ON: Flow = { kind: "trouble", why: "it is handed on as a value" };

/** The next step of a function that an expression holds. */
export function flowOf(index: TreeIndex, node: Node): Flow {
  const parent = index.parent(node);
  if (parent === undefined) return { kind: "trouble", why: "it is used in a way that is not followed" };
  switch (parent.type) {
    case "CallExpression":
      if (parent.callee === node) return { kind: "call", call: parent };
      return argument(parent, node);
    case "NewExpression":
      return parent.callee === node ? { kind: "trouble", why: "it is used as a constructor" } : argument(parent, node);
    case "TaggedTemplateExpression":
      return { kind: "call", call: parent };
    case "MemberExpression":
      return ofMember(index, parent, node);
    case "VariableDeclarator":
      if (parent.id === node) return HARMLESS;
      return parent.id.type === "Identifier" ? { kind: "name", name: parent.id, member: false } : HANDED_ON;
    case "AssignmentExpression":
      return parent.left === node ? HARMLESS : assigned(parent, index.parent(parent)?.type === "ExpressionStatement" ? undefined : parent);
    case "AssignmentPattern":
      if (parent.left === node) return HARMLESS;
      return parent.left.type === "Identifier" ? { kind: "name", name: parent.left, member: false } : HANDED_ON;
    case "Property":
      return ofProperty(index, parent, node);
    case "PropertyDefinition":
    case "MethodDefinition":
      if (parent.value !== node) return HARMLESS;
      return parent.computed || propertyName(parent.key, false) === undefined ? HANDED_ON : { kind: "name", name: parent.key, member: parent.key.type !== "PrivateIdentifier" };
    case "ReturnStatement": {
      const of = index.functionAround(parent);
      return of === undefined ? HANDED_ON : { kind: "result", of };
    }
    case "ArrowFunctionExpression":
      return parent.body === node ? { kind: "result", of: parent } : HARMLESS;
    case "ConditionalExpression":
      return parent.test === node ? HARMLESS : { kind: "value", node: parent };
    case "SequenceExpression":
      return parent.expressions.at(-1) === node ? { kind: "value", node: parent } : HARMLESS;
    case "LogicalExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "TSInstantiationExpression":
    case "ChainExpression":
    case "AwaitExpression":
      return { kind: "value", node: parent };
    case "ExportDefaultDeclaration":
      return node.type === "Identifier" ? HARMLESS : { kind: "name", name: parent, member: false };
    case "ImportSpecifier":
    case "ExportSpecifier":
    case "ImportNamespaceSpecifier":
    case "ExportAllDeclaration":
    case "ExportNamedDeclaration":
    case "TSExportAssignment":
    case "ImportDefaultSpecifier":
    case "UnaryExpression":
    case "BinaryExpression":
    case "ExpressionStatement":
    case "IfStatement":
    case "WhileStatement":
    case "DoWhileStatement":
    case "ForStatement":
    case "FunctionDeclaration":
    case "FunctionExpression":
      return HARMLESS;
    default:
      return HANDED_ON;
  }
}

function argument(call: CallLike, node: Node): Flow {
  const position = (call.arguments as readonly Node[]).indexOf(node);
  const spread = call.arguments.slice(0, position).some(({ type }) => type === "SpreadElement");
  return position < 0 || spread ? HANDED_ON : { kind: "argument", call, position };
}

function ofMember(index: TreeIndex, member: Node & { readonly type: "MemberExpression" }, node: Node): Flow {
  if (member.property === node) return member.computed && node.type !== "Literal" ? HANDED_ON : { kind: "value", node: member };
  const outer = index.parent(member);
  const name = propertyName(member.property, member.computed);
  const called = outer?.type === "CallExpression" && outer.callee === member ? outer : undefined;
  if (called !== undefined && (name === "call" || name === "apply")) return { kind: "call", call: called };
  if (called !== undefined && name === "bind") return { kind: "value", node: called };
  if (name === undefined || name === "prototype") return HANDED_ON;
  return HARMLESS;
}

function assigned(assignment: Node & { readonly type: "AssignmentExpression" }, also: Node | undefined): Flow {
  const { left } = assignment;
  const rest = also === undefined ? {} : { also };
  if (left.type === "Identifier") return { kind: "name", name: left, member: false, ...rest };
  if (left.type !== "MemberExpression" || left.computed) return HANDED_ON;
  return { kind: "name", name: left.property, member: left.property.type !== "PrivateIdentifier" && !isExports(left.object) && !isModuleExports(left), ...rest };
}

function ofProperty(index: TreeIndex, property: Node & { readonly type: "Property" }, node: Node): Flow {
  const holder = index.parent(property);
  if (holder?.type === "ObjectPattern") {
    const local = property.value.type === "AssignmentPattern" ? property.value.left : property.value;
    return property.key === node && local.type === "Identifier" ? { kind: "name", name: local, member: false } : HARMLESS;
  }
  if (property.key === node && !property.shorthand) return HARMLESS;
  return property.computed || propertyName(property.key, false) === undefined ? HANDED_ON : { kind: "name", name: property.key, member: true };
}

export function isModuleExports(node: Node): boolean {
  return node.type === "MemberExpression" && node.object.type === "Identifier" && node.object.name === "module" && propertyName(node.property, node.computed) === "exports";
}

export function isExports(node: Node): boolean {
  return isModuleExports(node) || (node.type === "Identifier" && node.name === "exports");
}
