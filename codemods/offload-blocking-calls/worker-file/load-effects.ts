import { ts } from "ts-morph";

import { hasModifier, requiredBy } from "./module-level.ts";
import { firstIn, placeOf, type Program } from "./program.ts";
import { loadsOf } from "./reach.ts";

/** Packages that register something, or have to be loaded once and first. */
const REGISTERING = /^(?:@azure\/functions|durable-functions|applicationinsights|@azure\/monitor-opentelemetry|newrelic|dd-trace|dotenv|dotenv\/config)$/;
const THREAD_BOUND = /^(?:node:)?(?:async_hooks|worker_threads|cluster)$/;
const PURE_GLOBALS = new Set(["Math", "Number", "String", "Boolean", "BigInt", "JSON", "Object", "Array", "Buffer", "Intl", "Symbol", "RegExp", "Date", "Uint8Array", "Uint16Array", "Uint32Array", "Int8Array", "Int16Array", "Int32Array", "Float32Array", "Float64Array", "Uint8ClampedArray", "BigInt64Array", "BigUint64Array", "ArrayBuffer", "DataView", "Map", "Set", "WeakMap", "WeakSet", "URL", "URLSearchParams", "TextEncoder", "TextDecoder", "Error", "TypeError", "RangeError", "structuredClone", "parseInt", "parseFloat", "encodeURIComponent", "decodeURIComponent"]);
const IMPURE_MEMBERS = new Set(["random", "now", "defineProperty"]);
/** Functions of Node that only compute or only read: loaded twice, they give the same. */
const PURE_BUILTINS: Readonly<Record<string, RegExp>> = {
  path: /./, util: /^(?:promisify|format|inspect|types|TextEncoder|TextDecoder)$/, url: /^(?:fileURLToPath|pathToFileURL|URL|URLSearchParams)$/,
  fs: /^(?:readFileSync|existsSync|readdirSync|statSync)$/, os: /^(?:EOL|cpus|tmpdir|platform|availableParallelism)$/, crypto: /^(?:createHash|getHashes|getCiphers)$/, module: /^createRequire$/, buffer: /./,
};
const PURE_METHODS = new Set(["map", "filter", "flatMap", "reduce", "join", "split", "concat", "slice", "toUpperCase", "toLowerCase", "trim", "replace", "replaceAll", "repeat", "padStart", "padEnd", "toString", "toFixed", "entries", "keys", "values", "includes", "indexOf", "at", "flat", "sort", "reverse", "fill", "toSorted", "digest", "update", "bind", "charCodeAt", "codePointAt", "match", "matchAll", "test", "find", "some", "every", "forEach", "push", "set", "add", "get", "has"]);

/** Why a file of the app cannot be loaded again in another thread, with place; files that it loads are looked through too. */
export function loadTrouble(program: Program, file: ts.SourceFile, root: string, seen = new Set<ts.SourceFile>()): string | undefined {
  if (seen.has(file)) return undefined;
  seen.add(file);
  for (const statement of file.statements) {
    const effect = statementEffect(program, statement);
    if (effect !== undefined) return `loading ${placeOf(statement, root).replace(/:\d+$/, "")} does more than define things (${effect}, line ${lineOf(statement)}), and every worker thread would do it again`;
  }
  return loadedTrouble(program, file, root, seen);
}

/** The same for what a file, or some statements of it, load. */
export function loadedTrouble(program: Program, file: ts.SourceFile, root: string, seen: Set<ts.SourceFile>, only?: (statement: ts.Statement) => boolean): string | undefined {
  const { files, packages } = loadsOf(program, file, only);
  for (const [name, node] of packages) {
    if (REGISTERING.test(name)) return `it needs \`${name}\` (${placeOf(node, root)}), which registers handlers or hooks when it is loaded`;
    if (THREAD_BOUND.test(name)) return `it uses \`${name}\` (${placeOf(node, root)}), which means something else in another thread`;
  }
  for (const loaded of files.keys()) {
    const trouble = loadTrouble(program, loaded, root, seen);
    if (trouble !== undefined) return trouble;
  }
  return undefined;
}

/** What a module-level statement does beside defining, in a few words; undefined when it only defines. */
export function statementEffect(program: Program, statement: ts.Statement): string | undefined {
  if (ts.isImportDeclaration(statement)) return statement.importClause === undefined ? `\`${statement.getText()}\`` : undefined;
  if (ts.isVariableStatement(statement)) {
    if (hasModifier(statement, ts.SyntaxKind.DeclareKeyword)) return undefined;
    for (const { initializer } of statement.declarationList.declarations) {
      const effect = initializer === undefined ? undefined : expressionEffect(program, initializer);
      if (effect !== undefined) return effect;
    }
    return undefined;
  }
  if (ts.isClassDeclaration(statement)) return classEffect(program, statement);
  if (ts.isExportAssignment(statement)) return expressionEffect(program, statement.expression);
  if (ts.isExpressionStatement(statement)) {
    const { expression } = statement;
    if (ts.isStringLiteral(expression)) return undefined;
    if (isExporting(expression)) return expressionEffect(program, (expression as ts.BinaryExpression).right);
    return excerpt(expression);
  }
  if (ts.isFunctionDeclaration(statement) || ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) || ts.isEnumDeclaration(statement) || ts.isExportDeclaration(statement) || ts.isImportEqualsDeclaration(statement) || ts.isEmptyStatement(statement)) return undefined;
  if (ts.isModuleDeclaration(statement)) return hasModifier(statement, ts.SyntaxKind.DeclareKeyword) ? undefined : "a namespace";
  return excerpt(statement);
}

function classEffect(program: Program, declaration: ts.ClassLikeDeclaration): string | undefined {
  for (const member of declaration.members) {
    if (ts.isClassStaticBlockDeclaration(member)) return "a static block";
    if (ts.isPropertyDeclaration(member) && hasModifier(member, ts.SyntaxKind.StaticKeyword) && member.initializer !== undefined) {
      const effect = expressionEffect(program, member.initializer);
      if (effect !== undefined) return effect;
    }
  }
  return firstIn(declaration, node => (ts.isDecorator(node) ? "a decorator" : undefined));
}

/** What an expression does that a second evaluation in another thread could notice. */
function expressionEffect(program: Program, expression: ts.Expression): string | undefined {
  if (ts.isFunctionLike(expression)) return undefined;
  if (ts.isClassExpression(expression)) return classEffect(program, expression);
  if (requiredBy(expression) !== undefined) return undefined;
  if (ts.isCallExpression(expression) || ts.isNewExpression(expression)) {
    if (!isPureCallee(program, expression.expression)) return excerpt(expression);
  }
  if (ts.isAwaitExpression(expression) || ts.isYieldExpression(expression) || ts.isDeleteExpression(expression) || ts.isTaggedTemplateExpression(expression) || isAssignment(expression)) return excerpt(expression);
  return ts.forEachChild(expression, child => (ts.isTypeNode(child) ? undefined : childEffect(program, child)));
}

function childEffect(program: Program, node: ts.Node): string | undefined {
  if (ts.isExpression(node)) return expressionEffect(program, node);
  if (ts.isFunctionLike(node)) return undefined;
  return ts.forEachChild(node, child => (ts.isTypeNode(child) ? undefined : childEffect(program, child)));
}

function isPureCallee(program: Program, callee: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(callee)) return isPureCallee(program, callee.expression);
  if (ts.isArrowFunction(callee) || ts.isFunctionExpression(callee)) return !holdsEffect(program, callee.body);
  const root = rootOf(callee);
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
  if (root !== undefined) {
    const declaration = program.checker.getSymbolAtLocation(root)?.declarations?.[0];
    const module = declaration === undefined ? undefined : moduleOf(declaration);
    if (module !== undefined) {
      const allowed = PURE_BUILTINS[module.replace(/^node:/, "").replace(/\/promises$/, "-promises")];
      const member = name ?? importedName(declaration!) ?? root.text;
      if (allowed?.test(member) === true) return true;
    } else {
      const isGlobal = declaration === undefined || !program.isOurs(declaration.getSourceFile());
      if (isGlobal && PURE_GLOBALS.has(root.text)) return name === undefined || !IMPURE_MEMBERS.has(name);
      if (isGlobal && (root.text === "process" || root.text === "require")) return name === "cwd" || name === "resolve";
    }
    const target = ts.isIdentifier(callee) ? program.symbolOf(callee)?.declarations?.[0] : undefined;
    if (target !== undefined && ts.isFunctionDeclaration(target) && target.body !== undefined && program.isOurs(target.getSourceFile())) return !holdsEffect(program, target.body);
    if (target !== undefined && ts.isClassDeclaration(target) && program.isOurs(target.getSourceFile())) return target.members.every(member => !ts.isConstructorDeclaration(member) || member.body === undefined || !holdsEffect(program, member.body));
  }
  return name !== undefined && PURE_METHODS.has(name) && ts.isPropertyAccessExpression(callee) && !(ts.isIdentifier(callee.expression) && moduleOfName(program, callee.expression) !== undefined);
}

/** Whether a body calls something that is not known to compute only. Writes to its own variables are its own. */
function holdsEffect(program: Program, body: ts.Node): boolean {
  return firstIn(body, node => {
    if (ts.isAwaitExpression(node)) return true;
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && requiredBy(node) === undefined && !isPureCallee(program, node.expression)) return true;
    return undefined;
  }) === true;
}

function moduleOfName(program: Program, name: ts.Identifier): string | undefined {
  const declaration = program.checker.getSymbolAtLocation(name)?.declarations?.[0];
  return declaration === undefined ? undefined : moduleOf(declaration);
}

/** The specifier behind an imported name. */
export function moduleOf(declaration: ts.Node): string | undefined {
  for (let at: ts.Node | undefined = declaration; at !== undefined && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isImportDeclaration(at)) return ts.isStringLiteral(at.moduleSpecifier) ? at.moduleSpecifier.text : undefined;
    if (ts.isImportEqualsDeclaration(at)) return ts.isExternalModuleReference(at.moduleReference) && ts.isStringLiteral(at.moduleReference.expression) ? at.moduleReference.expression.text : undefined;
    if (ts.isVariableDeclaration(at)) return at.initializer === undefined ? undefined : requiredModule(at.initializer);
    if (ts.isFunctionLike(at)) return undefined;
  }
  return undefined;
}

function requiredModule(node: ts.Expression): string | undefined {
  let at = node;
  while (ts.isPropertyAccessExpression(at)) at = at.expression;
  return requiredBy(at)?.text;
}

function importedName(declaration: ts.Declaration): string | undefined {
  if (ts.isImportSpecifier(declaration) || ts.isBindingElement(declaration)) {
    const named = declaration.propertyName ?? declaration.name;
    return ts.isIdentifier(named) ? named.text : undefined;
  }
  return undefined;
}

function isExporting(node: ts.Expression): boolean {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
  const text = node.left.getText();
  return /^(?:module\.)?exports(?:\.[\w$]+)?$/.test(text);
}

function isAssignment(node: ts.Node): boolean {
  if (ts.isBinaryExpression(node)) return node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && node.operatorToken.kind <= ts.SyntaxKind.LastAssignment;
  return (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken);
}

export function rootOf(node: ts.Expression): ts.Identifier | undefined {
  let at = node;
  while (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at) || ts.isNonNullExpression(at) || ts.isParenthesizedExpression(at)) at = at.expression;
  return ts.isIdentifier(at) ? at : undefined;
}

export function excerpt(node: ts.Node): string {
  const text = node.getText().replace(/\s+/g, " ");
  return `\`${text.length > 50 ? `${text.slice(0, 49)}…` : text}\``;
}

function lineOf(node: ts.Node): number {
  return node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
}
