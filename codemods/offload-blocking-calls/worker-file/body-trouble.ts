import { ts } from "ts-morph";

import { moduleOf, rootOf } from "./load-effects.ts";
import { firstIn, placeOf, walk, type Program } from "./program.ts";
import type { FunctionLike } from "./target.ts";

/** Members of `process` that belong to the whole process, or throw in a thread. */
const PROCESS = new Set(["chdir", "exit", "on", "once", "addListener", "off", "emit", "abort", "kill", "umask", "setuid", "setgid", "send", "stdin", "exitCode", "initgroups", "setgroups", "seteuid", "setegid"]);
const HANDLES = /^(?:setTimeout|setInterval|setImmediate)$/;

/** What in a function itself keeps it from running in another thread, as the end of a sentence that begins with its name. */
export function bodyTrouble(fn: FunctionLike, root: string): string | undefined {
  if (fn.asteriskToken !== undefined) return "it is a generator, which gives its values one by one to the thread that asks";
  return ownThis(fn) === undefined ? undefined : `it uses \`${ownThis(fn)!.getText()}\` (${placeOf(ownThis(fn)!, root)}), which belongs to the caller's thread`;
}

function ownThis(fn: ts.Node): ts.Node | undefined {
  let found: ts.Node | undefined;
  walk(fn, node => {
    if (node !== fn && (ts.isClassLike(node) || ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isMethodDeclaration(node) || ts.isAccessor(node))) return false;
    if (node.kind === ts.SyntaxKind.ThisKeyword || ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.NewKeyword) found ??= node;
    return found === undefined;
  });
  return found;
}

/** What in a statement that would run in a thread leans on the thread, the process or the place of its file. */
export function threadTrouble(program: Program, statement: ts.Statement, root: string): string | undefined {
  return firstIn(statement, node => {
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword && !isFolderUrl(node)) return `it asks for the place of its own file (${placeOf(node, root)})`;
    if (!ts.isIdentifier(node)) return undefined;
    const symbol = program.checker.getSymbolAtLocation(node);
    const isGlobal = symbol?.declarations?.some(declaration => program.isOurs(declaration.getSourceFile()) && moduleOf(declaration) === undefined) !== true && !isLabel(node);
    if (!isGlobal) return undefined;
    if (node.text === "__filename" || (node.text === "module" && node.parent !== undefined && ts.isPropertyAccessExpression(node.parent) && node.parent.name.text !== "exports")) return `it asks for the place of its own file (${placeOf(node, root)})`;
    const member = ts.isPropertyAccessExpression(node.parent) && node.parent.expression === node ? node.parent.name.text : undefined;
    if (node.text === "process" && member !== undefined && PROCESS.has(member)) return `it uses \`process.${member}\` (${placeOf(node, root)}), which belongs to the main thread`;
    if ((node.text === "globalThis" || node.text === "global") && member !== undefined) return `it uses \`${node.text}.${member}\` (${placeOf(node, root)}), of which every thread has its own`;
    if (HANDLES.test(node.text) && ts.isCallExpression(node.parent) && ts.isExpressionStatement(node.parent.parent)) return `it starts a timer (${placeOf(node, root)}) that would go on in the other thread`;
    return undefined;
  });
}

/** Errors of the app's own classes arrive without their class: where another file asks for it, the answer would change. */
export function thrownTrouble(program: Program, statements: readonly ts.Statement[], root: string): string | undefined {
  const classes = new Set<ts.Symbol>();
  for (const statement of statements) {
    walk(statement, node => {
      if (!ts.isNewExpression(node) || !ts.isIdentifier(node.expression)) return;
      const symbol = program.symbolOf(node.expression);
      if (symbol?.valueDeclaration !== undefined && ts.isClassDeclaration(symbol.valueDeclaration) && program.isOurs(symbol.valueDeclaration.getSourceFile()) && isError(symbol.valueDeclaration)) classes.add(symbol);
    });
  }
  if (classes.size === 0) return undefined;
  for (const file of program.files) {
    const found = firstIn(file, node => {
      if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.InstanceOfKeyword || statements.some(statement => statement.getSourceFile() === file && statement.pos <= node.pos && node.end <= statement.end)) return undefined;
      const name = rootOf(node.right);
      const symbol = name === undefined ? undefined : program.symbolOf(name);
      return symbol !== undefined && classes.has(symbol) ? `it throws \`${symbol.name}\`, which arrives without its class, and ${placeOf(node, root)} asks for that: compare its \`name\` or a \`code\` there` : undefined;
    });
    if (found !== undefined) return found;
  }
  return undefined;
}

function isError(declaration: ts.ClassDeclaration): boolean {
  return declaration.heritageClauses?.some(({ token }) => token === ts.SyntaxKind.ExtendsKeyword) === true;
}

/** `new URL("./fonts/", import.meta.url)` and `import.meta.dirname`: the worker file lies in the same folder. */
function isFolderUrl(node: ts.MetaProperty): boolean {
  const { parent } = node;
  if (!ts.isPropertyAccessExpression(parent)) return false;
  if (parent.name.text === "dirname") return true;
  const call = parent.parent;
  return parent.name.text === "url" && ts.isNewExpression(call) && call.expression.getText() === "URL" && call.arguments?.[1] === parent;
}

function isLabel(node: ts.Identifier): boolean {
  const { parent } = node;
  return (ts.isPropertyAccessExpression(parent) && parent.name === node) || (ts.isPropertyAssignment(parent) && parent.name === node) || ts.isPropertySignature(parent) || ts.isMethodDeclaration(parent);
}
