import type { Node } from "../ast.ts";
import { propertyName } from "../ast.ts";
import { usesOf } from "./names.ts";
import { isFunction, type TreeIndex } from "./tree-index.ts";

const ARRAY_METHODS = new Set(["map", "filter", "slice", "concat", "split", "flat", "flatMap", "sort", "reverse", "toSorted", "toReversed", "match"]);

/** Whether the expression is an array, as far as the file shows it. */
export function isArray(index: TreeIndex, node: Node, depth = 0): boolean {
  if (depth > 5) return false;
  switch (node.type) {
    case "ArrayExpression":
      return true;
    case "AwaitExpression":
      return isArray(index, node.argument, depth + 1);
    case "CallExpression": {
      const { callee } = node;
      const name = callee.type === "MemberExpression" ? propertyName(callee.property, callee.computed) : callee.type === "Identifier" ? callee.name : undefined;
      if (name === undefined) return false;
      if (/^(?:readdirSync|readdir)$/.test(name)) return true;
      if (callee.type !== "MemberExpression") return false;
      if (callee.object.type === "Identifier" && (callee.object.name === "Object" || callee.object.name === "Array")) return /^(?:keys|values|entries|from|of)$/.test(name);
      return ARRAY_METHODS.has(name) && (name === "split" || name === "match" || isArray(index, callee.object, depth + 1));
    }
    case "Identifier": {
      const declared = usesOf(index, node.name).flatMap(use => arrayDeclaration(index, use) ?? []);
      return declared.length === 1 && (declared[0] === true || (declared[0] !== false && isArray(index, declared[0]!, depth + 1)));
    }
    default:
      return false;
  }
}

/** The value that a name is declared with, true for one that is annotated as an array, false for another declaration. */
function arrayDeclaration(index: TreeIndex, use: Node): Node | boolean | undefined {
  if (use.type !== "Identifier") return undefined;
  const parent = index.parent(use);
  const type = use.typeAnnotation?.typeAnnotation;
  if (type != null) return type.type === "TSArrayType" || type.type === "TSTupleType" || (type.type === "TSTypeOperator" && type.typeAnnotation?.type === "TSArrayType") || (type.type === "TSTypeReference" && type.typeName.type === "Identifier" && /^(?:Readonly)?Array$/.test(type.typeName.name));
  if (parent?.type === "VariableDeclarator" && parent.id === use) {
    const declaration = index.parent(parent);
    return parent.init !== null && declaration?.type === "VariableDeclaration" && declaration.kind === "const" ? parent.init : false;
  }
  if (parent !== undefined && isFunction(parent) && (parent.params as readonly Node[]).includes(use)) return false;
  if (parent?.type === "AssignmentExpression" && parent.left === use) return false;
  return undefined;
}
