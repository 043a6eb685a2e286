import { ts } from "ts-morph";

import { bare, memberName, walk, wrapped } from "../syntax/ask.ts";
import { foldersNamed, pathNames, type PathNames } from "./folder-names.ts";

/** Something in a file whose meaning depends on the folder that the file is in. */
export type ModulePath =
  /** A module specifier, or its constant beginning: `"./rates"`, `` `./plugins/${name}` ``. `from` and `to` are offsets of the path in the text. */
  | { readonly kind: "specifier"; readonly path: string; readonly from: number; readonly to: number; readonly isWhole: boolean }
  /** A URL relative to the file, `new URL("data.json", import.meta.url)`. */
  | { readonly kind: "url"; readonly path: string; readonly from: number; readonly to: number }
  /** The folder itself: `__dirname`, `import.meta.dirname`, `path.dirname(__filename)`. */
  | { readonly kind: "folder"; readonly node: ts.Expression }
  /** `import.meta.url` where only its folder counts. */
  | { readonly kind: "file-url"; readonly node: ts.Expression }
  /** What cannot be followed to another folder. */
  | { readonly kind: "obstacle"; readonly node: ts.Node; readonly reason: string };

/** Everything in a file that would mean something else in another folder. */
export function modulePaths(file: ts.SourceFile): ModulePath[] {
  const found: ModulePath[] = [];
  const names = pathNames(file);
  for (const { fileName, pos, end } of file.referencedFiles) found.push({ kind: "specifier", path: fileName, from: pos, to: end, isWhole: true });
  found.push(...importsInComments(file));
  walk(file, node => {
    const path = pathOf(node, file, names);
    if (path !== undefined) found.push(path);
  });
  return found;
}

function pathOf(node: ts.Node, file: ts.SourceFile, names: PathNames): ModulePath | undefined {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined) return specifier(node.moduleSpecifier, file);
  if (ts.isExternalModuleReference(node)) return specifier(node.expression, file);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return specifier(node.argument.literal, file);
  if (ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name)) return specifier(node.name, file);
  if (ts.isCallExpression(node) && node.arguments.length > 0 && isLoad(node.expression, names)) return constantStart(node.arguments[0]!, file) === undefined ? computed(node.arguments[0]!) : specifier(node.arguments[0]!, file);
  if (ts.isNewExpression(node)) return urlOf(node, file);
  if (ts.isIdentifier(node) && !isOnlyAName(node)) return placeOfName(node, names);
  if (isMetaMember(node)) return placeOfMeta(node, names);
  const isOwnModule = ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "module";
  return isOwnModule && /^(filename|path|paths|id)$/.test(node.name.text) ? { kind: "obstacle", node, reason: `\`module.${node.name.text}\` is where the file stands` } : undefined;
}

const LOADS = new Set(["require", "require.resolve", "module.require", "import.meta.resolve", "proxyquire", "rewire"]);
const MOCKS = /^(jest|vi)\.(mock|doMock|unmock|dontMock|doUnmock|setMock|requireActual|requireMock|importActual|importMock|createMockFromModule)$/;

function isLoad(callee: ts.Expression, { loaders }: PathNames): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  const text = callee.getText();
  return LOADS.has(text) || MOCKS.test(text) || loaders.has(text);
}

/** A relative specifier; undefined for packages and for what is no constant. */
function specifier(node: ts.Node, file: ts.SourceFile): ModulePath | undefined {
  const constant = constantStart(node, file);
  if (constant === undefined) return undefined;
  if (!constant.isWhole && /^\.+$/.test(constant.path)) return { kind: "obstacle", node, reason: `the module \`${node.getText(file)}\` is computed` };
  return /^\.\.?(\/|$)/.test(constant.path) ? { kind: "specifier", ...constant } : undefined;
}

interface Constant {
  readonly path: string;
  readonly from: number;
  readonly to: number;
  readonly isWhole: boolean;
}

/** The constant beginning of a text: all of a literal, what stands before the first hole, the left end of a sum. */
function constantStart(node: ts.Node, file: ts.SourceFile): Constant | undefined {
  const from = node.getStart(file) + 1;
  if (ts.isStringLiteralLike(node)) return { path: node.text, from, to: node.end - 1, isWhole: true };
  if (ts.isTemplateExpression(node)) return node.head.text === "" ? undefined : { path: node.head.text, from, to: node.head.end - 2, isWhole: false };
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const left = constantStart(bare(node.left), file);
  return left === undefined ? undefined : { ...left, isWhole: false };
}

/** A computed module: fine when it starts at the file's folder, which is followed by itself. */
function computed(argument: ts.Expression): ModulePath | undefined {
  let hasFolder = false;
  walk(argument, node => {
    hasFolder ||= (ts.isIdentifier(node) && node.text === "__dirname") || isMetaMember(node);
  });
  return hasFolder ? undefined : { kind: "obstacle", node: argument, reason: `the module \`${argument.getText()}\` is computed` };
}

/** `new URL("./data.json", import.meta.url)`. */
function urlOf(node: ts.NewExpression, file: ts.SourceFile): ModulePath | undefined {
  const [path, base] = node.arguments ?? [];
  if (node.expression.getText() !== "URL" || base === undefined || !isMetaMember(base) || memberName(base) !== "url") return undefined;
  const constant = path === undefined ? undefined : constantStart(path, file);
  if (constant === undefined) return { kind: "obstacle", node, reason: "a URL beside the file is computed" };
  const isElsewhere = /^([A-Za-z][\w+.-]*:|\/)/.test(constant.path);
  return isElsewhere ? undefined : { kind: "url", path: constant.path, from: constant.from, to: constant.to };
}

function isMetaMember(node: ts.Node): node is ts.PropertyAccessExpression {
  return ts.isPropertyAccessExpression(node) && ts.isMetaProperty(node.expression) && node.expression.keywordToken === ts.SyntaxKind.ImportKeyword;
}

/** `__dirname` and `__filename`, unless the file declares them itself. */
function placeOfName(node: ts.Identifier, names: PathNames): ModulePath | undefined {
  if (names.declared.has(node.text)) return undefined;
  if (node.text === "__dirname") return { kind: "folder", node };
  return node.text === "__filename" ? folderOfFile(node, names) : undefined;
}

function placeOfMeta(node: ts.PropertyAccessExpression, names: PathNames): ModulePath | undefined {
  switch (node.name.text) {
    case "dirname":
      return { kind: "folder", node };
    case "filename":
      return folderOfFile(node, names);
    case "url":
      return placeOfUrl(node, names);
    default:
      return undefined;
  }
}

/** `path.dirname(__filename)` is the folder; any other use is the file itself, which moves. */
function folderOfFile(node: ts.Expression, names: PathNames): ModulePath {
  const call = wrapped(node).parent;
  return ts.isCallExpression(call) && isDirname(call, names) ? { kind: "folder", node: call } : { kind: "obstacle", node, reason: `\`${node.getText()}\` is the file itself` };
}

function isDirname(call: ts.CallExpression, names: PathNames): boolean {
  return call.arguments.length === 1 && foldersNamed(call.expression, "dirname", names);
}

function placeOfUrl(node: ts.PropertyAccessExpression, names: PathNames): ModulePath | undefined {
  const parent = wrapped(node).parent;
  if (ts.isNewExpression(parent) && parent.arguments?.[1] === wrapped(node)) return undefined;
  if (ts.isCallExpression(parent) && /(^|\.)createRequire$/.test(parent.expression.getText())) return undefined;
  if (ts.isCallExpression(parent) && /(^|\.)fileURLToPath$/.test(parent.expression.getText()) && isOnlyItsFolder(parent, names)) return { kind: "file-url", node };
  return { kind: "obstacle", node, reason: "`import.meta.url` is the file itself" };
}

/** `dirname(fileURLToPath(import.meta.url))`, also by way of a constant that only `dirname` gets. */
function isOnlyItsFolder(call: ts.CallExpression, names: PathNames): boolean {
  const parent = wrapped(call).parent;
  if (ts.isCallExpression(parent)) return isDirname(parent, names);
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return false;
  const { name } = parent;
  let isOnly = true;
  walk(call.getSourceFile(), node => {
    if (!ts.isIdentifier(node) || node.text !== name.text || node === name || isOnlyAName(node)) return;
    const use = wrapped(node).parent;
    if (!ts.isCallExpression(use) || !isDirname(use, names)) isOnly = false;
  });
  return isOnly;
}

/** A member's or a property's name, which stands for no variable. */
function isOnlyAName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (ts.isPropertyAccessExpression(parent) && parent.name === node) || (ts.isPropertyAssignment(parent) && parent.name === node);
}

/** `@type {import("./types").Order}`: comments are not part of the tree that is walked. */
function importsInComments(file: ts.SourceFile): ModulePath[] {
  return [...file.text.matchAll(/^[ \t]*(?:\/\*\*?|\*).*$/gm)].flatMap(line => [...line[0].matchAll(/\bimport\((["'])(\.\.?\/[^"']*)\1\)/g)].map((match): ModulePath => {
    const from = line.index + match.index + match[0].indexOf(match[2]!);
    return { kind: "specifier", path: match[2]!, from, to: from + match[2]!.length, isWhole: true };
  }));
}
