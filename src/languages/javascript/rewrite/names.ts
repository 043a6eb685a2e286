import type { Node } from "../ast.ts";
import type { TreeIndex } from "./tree-index.ts";

/** Whether an identifier only labels something: a member's name, the key of a property, a label. It refers to nothing. */
export function isLabel(index: TreeIndex, node: Node): boolean {
  const parent = index.parent(node);
  if (parent === undefined) return false;
  switch (parent.type) {
    case "MemberExpression":
      return parent.property === node && !parent.computed;
    case "Property":
      return parent.key === node && !parent.computed && !parent.shorthand;
    case "MethodDefinition":
    case "PropertyDefinition":
    case "AccessorProperty":
    case "TSAbstractMethodDefinition":
    case "TSAbstractPropertyDefinition":
    case "TSPropertySignature":
    case "TSMethodSignature":
      return parent.key === node && !parent.computed;
    case "TSQualifiedName":
      return parent.right === node;
    case "LabeledStatement":
    case "BreakStatement":
    case "ContinueStatement":
      return parent.label === node;
    case "ImportSpecifier":
      return parent.imported === node && parent.local !== node && parent.local.start !== node.start;
    case "ExportSpecifier":
      return parent.exported === node && parent.local.start !== node.start;
    case "JSXAttribute":
    case "JSXMemberExpression":
      return "property" in parent ? parent.property === node : true;
    default:
      return false;
  }
}

/** Whether the identifier binds its name: a declaration, a parameter, an import. */
export function isDeclaration(index: TreeIndex, node: Node): boolean {
  let below = node;
  for (const at of index.ancestors(node)) {
    switch (at.type) {
      case "VariableDeclarator":
        return at.id === below;
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        return at.id === below || (at.params as readonly Node[]).includes(below);
      case "ClassDeclaration":
      case "ClassExpression":
        return at.id === below;
      case "ImportSpecifier":
      case "ImportDefaultSpecifier":
      case "ImportNamespaceSpecifier":
        return at.local === below;
      case "TSImportEqualsDeclaration":
      case "TSEnumDeclaration":
        return at.id === below;
      case "CatchClause":
        return at.param === below;
      case "AssignmentPattern":
        if (at.left !== below) return false;
        break;
      case "Property":
        if (at.value !== below) return false;
        break;
      case "ObjectPattern":
      case "ArrayPattern":
      case "RestElement":
      case "TSParameterProperty":
        break;
      default:
        return false;
    }
    below = at;
  }
  return false;
}

/** The identifiers of that name that bind it or refer to it. */
export function usesOf(index: TreeIndex, name: string): readonly Node[] {
  return index.named(name).filter(node => !isLabel(index, node));
}

export function isFree(index: TreeIndex, name: string): boolean {
  return usesOf(index, name).length === 0;
}
