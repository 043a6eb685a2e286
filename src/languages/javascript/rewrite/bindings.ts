import type { Node } from "../ast.ts";
import { propertyName, staticString } from "../ast.ts";
import { walkTree, type TreeIndex } from "./tree-index.ts";

/** One name that the file takes from a module. */
export interface ModuleBinding {
  readonly local: string;
  /** Where the name is bound. */
  readonly at: Node;
  /** Without `node:`. `require("fs").promises` is `fs/promises`. */
  readonly module: string;
  /** As written. */
  readonly specifier: string;
  /** `*` for the module object, `default`, or the name of an export. */
  readonly imported: string;
  /** The import or the whole `const` statement. */
  readonly statement: Node;
  /** The specifiers or properties of the braces that hold it, if it stands in braces. */
  readonly list?: readonly Node[];
  /** The one of them that it is. */
  readonly item?: Node;
  /** An import's default or namespace part beside the braces. */
  readonly beside?: Node;
  readonly form: "import" | "require";
  /** At module level, in a statement of its own: it can be edited. */
  readonly editable: boolean;
}

/** The names that a file takes from modules by `import` and by `require`, at module level and in functions. */
export function moduleBindings(index: TreeIndex): readonly ModuleBinding[] {
  const found: ModuleBinding[] = [];
  walkTree(index.program, node => {
    if (node.type === "ImportDeclaration") found.push(...ofImport(node));
    if (node.type === "TSImportEqualsDeclaration" && node.moduleReference.type === "TSExternalModuleReference")
      found.push({ ...place(node.moduleReference.expression.value), local: node.id.name, at: node.id, imported: "*", statement: node, form: "require", editable: true });
    if (node.type === "VariableDeclaration") found.push(...ofVariables(index, node));
  });
  return found;
}

function ofImport(node: Node & { readonly type: "ImportDeclaration" }): ModuleBinding[] {
  if (node.importKind === "type") return [];
  const list = node.specifiers.filter(each => each.type === "ImportSpecifier");
  const beside = node.specifiers.find(each => each.type !== "ImportSpecifier");
  const common = { ...place(node.source.value), statement: node, form: "import" as const, editable: true };
  return node.specifiers.flatMap((each): ModuleBinding[] => {
    const own = { ...common, local: each.local.name, at: each.local };
    if (each.type === "ImportDefaultSpecifier") return [{ ...own, imported: "default", list }];
    if (each.type === "ImportNamespaceSpecifier") return [{ ...own, imported: "*" }];
    if (each.importKind === "type") return [];
    const imported = each.imported.type === "Identifier" ? each.imported.name : each.imported.value;
    const inner = promisesOf(common.module, imported);
    return [{ ...own, ...(inner ?? { imported }), list, item: each, ...(beside !== undefined && { beside }) }];
  });
}

function ofVariables(index: TreeIndex, statement: Node & { readonly type: "VariableDeclaration" }): ModuleBinding[] {
  const editable = statement.declarations.length === 1 && index.parent(statement)?.type !== "ExportNamedDeclaration";
  return statement.declarations.flatMap(({ id, init }): ModuleBinding[] => {
    const required = init === null ? undefined : requiredModule(init);
    if (required === undefined) return [];
    const common = { ...required, statement, form: "require" as const, editable };
    if (id.type === "Identifier") return [{ ...common, local: id.name, at: id, imported: "*" }];
    if (id.type !== "ObjectPattern") return [];
    return id.properties.flatMap((each): ModuleBinding[] => {
      if (each.type !== "Property" || each.value.type !== "Identifier") return [];
      const imported = propertyName(each.key, each.computed);
      if (imported === undefined) return [];
      return [{ ...common, ...(promisesOf(required.module, imported) ?? { imported }), local: each.value.name, at: each.value, list: id.properties, item: each }];
    });
  });
}

/** `require("m")`, and `require("fs").promises`. */
function requiredModule(init: Node): { readonly module: string; readonly specifier: string } | undefined {
  if (init.type === "MemberExpression" && propertyName(init.property, init.computed) === "promises") {
    const inner = requiredModule(init.object);
    return inner?.module === "fs" ? { module: "fs/promises", specifier: inner.specifier } : undefined;
  }
  if (init.type !== "CallExpression" || init.callee.type !== "Identifier" || init.callee.name !== "require" || init.arguments.length !== 1) return undefined;
  const specifier = staticString(init.arguments[0]!);
  return specifier === undefined ? undefined : place(specifier);
}

function place(specifier: string): { readonly module: string; readonly specifier: string } {
  return { module: bare(specifier), specifier };
}

function promisesOf(module: string, imported: string): { readonly module: string; readonly imported: string } | undefined {
  return module === "fs" && imported === "promises" ? { module: "fs/promises", imported: "*" } : undefined;
}

/** Without `node:`. */
export function bare(specifier: string): string {
  return specifier.replace(/^node:/, "");
}
