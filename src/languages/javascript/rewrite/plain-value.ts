import type { FunctionNode, Node } from "../ast.ts";
import { propertyName } from "../ast.ts";
import { isDeclaration, usesOf } from "./names.ts";
import { isFunction, walkTree, type TreeIndex } from "./tree-index.ts";

const PLAIN_GLOBALS = new Set(["JSON", "Math", "Object", "Number", "String", "Boolean", "Array", "Date", "Buffer", "BigInt", "parseInt", "parseFloat", "isNaN", "encodeURIComponent", "decodeURIComponent"]);
const PLAIN_CLASSES = new Set(["Date", "Map", "Set", "Error", "TypeError", "RangeError", "URL", "URLSearchParams", "RegExp", "Array", "Uint8Array"]);
const PLAIN_METHODS = new Set(["join", "split", "trim", "slice", "map", "filter", "concat", "toString", "toUpperCase", "toLowerCase", "toFixed", "toISOString", "replace", "replaceAll", "padStart", "padEnd", "includes", "indexOf", "startsWith", "endsWith", "some", "every", "flat", "flatMap", "sort", "reverse"]);

/** Whether nothing that a function gives can be a promise, as far as the file shows it. */
export function givesPlainValues(index: TreeIndex, fn: FunctionNode): boolean {
  if (fn.body == null) return false;
  if (fn.body.type !== "BlockStatement") return isPlain(index, fn.body);
  let plain = true;
  walkTree(fn.body, node => {
    if (isFunction(node)) return false;
    if (node.type === "ReturnStatement" && node.argument !== null) plain &&= isPlain(index, node.argument);
    return plain;
  });
  return plain;
}

function isPlain(index: TreeIndex, node: Node, depth = 0): boolean {
  if (depth > 5) return false;
  switch (node.type) {
    case "Literal":
    case "TemplateLiteral":
    case "ObjectExpression":
    case "ArrayExpression":
    case "BinaryExpression":
    case "UnaryExpression":
    case "UpdateExpression":
      return true;
    case "LogicalExpression":
      return isPlain(index, node.left, depth + 1) && isPlain(index, node.right, depth + 1);
    case "ConditionalExpression":
      return isPlain(index, node.consequent, depth + 1) && isPlain(index, node.alternate, depth + 1);
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
      return isPlain(index, node.expression, depth + 1);
    case "NewExpression":
      return node.callee.type === "Identifier" && PLAIN_CLASSES.has(node.callee.name);
    case "CallExpression": {
      const { callee } = node;
      if (callee.type === "Identifier") return PLAIN_GLOBALS.has(callee.name);
      if (callee.type !== "MemberExpression") return false;
      if (callee.object.type === "Identifier" && PLAIN_GLOBALS.has(callee.object.name)) return true;
      return PLAIN_METHODS.has(propertyName(callee.property, callee.computed) ?? "");
    }
    case "Identifier":
      return node.name === "undefined" || isPlainVariable(index, node, depth);
    default:
      return false;
  }
}

/** A variable that is declared once in the file with a plain value, and never assigned anew. */
function isPlainVariable(index: TreeIndex, node: Node & { readonly type: "Identifier" }, depth: number): boolean {
  const [declared, ...others] = usesOf(index, node.name).filter(use => isDeclaration(index, use));
  const declarator = declared === undefined || others.length > 0 ? undefined : index.parent(declared);
  if (declarator?.type !== "VariableDeclarator" || declarator.id !== declared || declarator.init == null) return false;
  const reassigned = usesOf(index, node.name).some(use => {
    const parent = index.parent(use);
    return parent?.type === "AssignmentExpression" && parent.left === use && !isPlain(index, parent.right, depth + 1);
  });
  return !reassigned && isPlain(index, declarator.init, depth + 1);
}
