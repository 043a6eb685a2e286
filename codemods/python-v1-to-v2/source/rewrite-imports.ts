import type { Import, ImportFrom } from "../../../src/languages/python/nodes.ts";
import type { PythonTree } from "../../../src/languages/python/tree.ts";
import type { Edit } from "../../../src/model/change.ts";
import type { Range } from "../../../src/model/text.ts";
import { walkNodes, type Attribute, type Constant } from "../../../src/languages/python/nodes.ts";
import { APP_PACKAGE, type AppImport } from "./imports.ts";
import type { PythonModule, PythonModules } from "./modules.ts";

/** Says what cannot be done, at a place of the module. */
export type Refuse = (code: string, message: string, range: Range) => void;

/** Where a top-level folder or module goes by in v2, when its v1 name is taken there (`queue`). */
export type TopName = (name: string) => string;

/**
 * The edits that turn imports through the app's package (`__app__.x`, `..x` up to the root) into imports from the
 * root, which v2 has on `sys.path`.
 */
export function rewriteImports(module: PythonModule, found: readonly AppImport[], modules: PythonModules, topName: TopName, refuse: Refuse): Edit[] {
  const { tree } = module;
  if (tree === undefined) return [];
  const edits: Edit[] = [];
  const plain = new Set<Import>();
  for (const each of found) {
    const range = tree.range(each.node);
    if (each.target === undefined) {
      if (!each.guarded) refuse("import-beyond-app", `\`${firstLine(tree, each.node)}\` leaves the app's folder: v1 cannot load this module either.`, range);
      continue;
    }
    // From the root, a name that another module has meant that module in v1 too.
    if (each.staysInside) continue;
    if (!modules.exists(each.target.slice(0, 1)) && !each.guarded) {
      refuse("import-not-found", `\`${firstLine(tree, each.node)}\` names \`${each.target[0]}\`, which is not in the app: the function does not load in v1, and would take all others with it in v2.`, range);
      continue;
    }
    const target = each.target.length === 0 ? [] : [topName(each.target[0]!), ...each.target.slice(1)];
    if (each.node.nodeType === "Import") {
      plain.add(each.node);
    } else edits.push(...rewriteFrom(tree, each.node, target, modules, topName, refuse));
  }
  for (const node of plain) edits.push(...rewritePlain(tree, node, module, topName, refuse));
  edits.push(...rewriteDynamic(tree, refuse));
  return edits;
}

/** `from ..shared import x` -> `from shared import x`; `from .. import shared` -> `import shared`. */
function rewriteFrom(tree: PythonTree, node: ImportFrom, target: readonly string[], modules: PythonModules, topName: TopName, refuse: Refuse): Edit[] {
  const start = tree.start(node);
  if (target.length > 0) {
    const origin = /from((?:\s|\\\r?\n)*[.\s]*[\w.]*)(?:\s|\\\r?\n)*import\b/y;
    origin.lastIndex = start;
    const match = origin.exec(tree.text);
    if (match === null) {
      refuse("import-form", `\`${firstLine(tree, node)}\` is written in a way that cannot be rewritten.`, tree.range(node));
      return [];
    }
    const from = start + "from".length;
    const gap = /\s$/.test(tree.text.slice(0, from + match[1]!.length)) || /[\s\\]/.test(tree.text[from + match[1]!.length]!) ? "" : " ";
    return [{ start: from, end: from + match[1]!.trimEnd().length, text: ` ${target.join(".")}${gap}` }];
  }
  const missing = node.names.find(({ name }) => name === "*" || !modules.exists([name]));
  if (missing !== undefined) {
    refuse("import-not-found", `\`${firstLine(tree, node)}\` takes \`${missing.name}\` from the app's root, where there is no such module.`, tree.range(node));
    return [];
  }
  const names = node.names.map(({ name, asname }) => {
    const now = topName(name);
    const bound = asname ?? name;
    return now === bound ? now : `${now} as ${bound}`;
  });
  return [{ ...tree.range(node), text: withComments(tree, node, names) }];
}

/** One `import` a line; comments between the parentheses of the old one go above. A statement after `;` stays one. */
function withComments(tree: PythonTree, node: ImportFrom, names: readonly string[]): string {
  const { start, end } = tree.range(node);
  const inside = tree.comments().filter(comment => comment.start > start && comment.end < end);
  const before = tree.text.slice(tree.text.lastIndexOf("\n", start - 1) + 1, start);
  const after = /[^\r\n]*/.exec(tree.text.slice(end))![0];
  if (before.trim() !== "" || after.trim().startsWith(";")) return `import ${names.join(", ")}`;
  const newline = tree.text.includes("\r\n") ? "\r\n" : "\n";
  return [...inside.map(comment => comment.text), ...names.map(name => `import ${name}`)].join(newline + before);
}

/** `import __app__.shared.db` -> `import shared.db`, and `__app__.shared.db.load()` -> `shared.db.load()`. */
function rewritePlain(tree: PythonTree, node: Import, module: PythonModule, topName: TopName, refuse: Refuse): Edit[] {
  const edits: Edit[] = [];
  let usedByName = false;
  for (const alias of node.names) {
    const parts = alias.name.split(".");
    if (parts[0] !== APP_PACKAGE) continue;
    if (parts.length === 1) {
      refuse("import-of-app", "`import __app__` imports the app itself, which has no name in v2: import the modules that are used.", tree.range(alias));
      continue;
    }
    const start = tree.start(alias);
    const top = topName(parts[1]!);
    edits.push({ start, end: start + alias.name.length, text: [top, ...parts.slice(2)].join(".") });
    if (alias.asname != null) continue;
    usedByName = true;
    const clash = module.names.everywhere.has(top) && !onlyImports(module, top);
    if (clash) refuse("import-name-taken", `\`import ${alias.name}\` becomes \`import ${edits.at(-1)!.text}\`, but this module uses \`${top}\` for something else.`, tree.range(alias));
  }
  if (usedByName) {
    for (const { name } of attributesOf(tree, APP_PACKAGE)) {
      const end = name.end - name.attribute.length;
      edits.push({ start: name.start, end: end + name.attribute.length, text: topName(name.attribute) });
    }
  }
  return edits;
}

function onlyImports(module: PythonModule, name: string): boolean {
  const binders = module.names.bound.get(name);
  return binders !== undefined && binders.every(({ node }) => node.nodeType === "Import" && (node as Import).names.some(alias => (alias.asname ?? alias.name.split(".")[0]) === name && alias.name.split(".")[0] === name));
}

function attributesOf(tree: PythonTree, object: string): { name: Range & { readonly attribute: string } }[] {
  const found: { name: Range & { readonly attribute: string } }[] = [];
  walkNodes(tree.module, node => {
    if (node.nodeType !== "Attribute") return;
    const attribute = node as Attribute;
    if (attribute.value.nodeType === "Name" && attribute.value.id === object) found.push({ name: { ...tree.range(attribute), attribute: attribute.attr } });
  });
  return found;
}

/** `importlib.import_module("__app__.x")` names the package in a string. */
function rewriteDynamic(tree: PythonTree, refuse: Refuse): Edit[] {
  if (!tree.text.includes(APP_PACKAGE)) return [];
  const edits: Edit[] = [];
  walkNodes(tree.module, node => {
    if (node.nodeType === "Expr" && (node as { value?: { nodeType: string } }).value?.nodeType === "Constant") return false;
    if (node.nodeType !== "Constant") return undefined;
    const constant = node as Constant;
    if (typeof constant.value !== "string" || !constant.value.includes(APP_PACKAGE)) return undefined;
    const range = tree.range(constant);
    const source = tree.source(constant);
    const plain = /^(['"])__app__\.([\w.]+)\1$/.exec(source);
    if (plain === null) refuse("app-in-string", `The string ${source.split("\n")[0]} names \`__app__\`, a package that v2 does not have.`, range);
    else edits.push({ ...range, text: `${plain[1]}${plain[2]}${plain[1]}` });
    return undefined;
  });
  return edits;
}

function firstLine(tree: PythonTree, node: Import | ImportFrom): string {
  return tree.source(node).split("\n")[0]!.trim();
}
