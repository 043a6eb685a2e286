import { basename, dirname, extname, join, posix, relative, sep } from "node:path";

import { ts } from "ts-morph";

import { applyEdits, type Edit } from "../../../src/model/change.ts";
import { isCommonJs } from "../source/imports.ts";
import { printString, styleOf } from "../registration/style.ts";
import { freeName, wrapped } from "../syntax/ask.ts";
import { parseText } from "../syntax/program.ts";
import { foldersNamed, pathNames, type PathNames } from "./folder-names.ts";
import { modulePaths } from "./module-paths.ts";

export interface Move {
  /** Absolute path that the text stood at, and where it will stand; the same for a file that stays. */
  readonly from: string;
  readonly to: string;
  /** The place of a file that a relative specifier of this one leads to, when that file moves. */
  readonly movedTarget: (specifier: string) => string | undefined;
}

/** The text of a file in its new place: everything relative to its folder leads where it led before. */
export function rebase(text: string, { from, to, movedTarget }: Move): string {
  const file = parseText(from, text);
  const names = pathNames(file);
  const [oldFolder, newFolder] = [dirname(from), dirname(to)];
  const back = slashed(relative(newFolder, oldFolder));
  const edits: Edit[] = [];
  const importing = new Set<string>();
  for (const path of modulePaths(file)) {
    if (path.kind === "specifier") {
      const target = path.isWhole ? movedTarget(path.path) : undefined;
      const moved = target === undefined ? (back === "" ? path.path : relativePath(newFolder, oldFolder, path.path)) : specifierFor(newFolder, target, path.path);
      if (moved !== path.path) edits.push({ start: path.from, end: path.to, text: quotedIn(text, path.from, moved) });
    } else if (back !== "" && path.kind === "url") edits.push({ start: path.from, end: path.to, text: quotedIn(text, path.from, posix.join(urlPath(back), path.path)) });
    else if (back !== "" && path.kind === "file-url") edits.push({ start: path.node.getStart(file), end: path.node.end, text: `new URL(${printString(urlPath(`${back}/${basename(from)}`), styleOf(text))}, ${path.node.getText(file)})` });
    else if (back !== "" && path.kind === "folder") edits.push(...folderEdits(path.node, back, file, names, importing));
  }
  return applyEdits(text, [...edits, ...importEdits(importing, file)]);
}

/** The old folder, from the new one: one more argument where paths are joined, one more segment where texts are. */
function folderEdits(node: ts.Expression, back: string, file: ts.SourceFile, names: PathNames, importing: Set<string>): Edit[] {
  const style = styleOf(file.text);
  const text = printString(back, style);
  const outer = wrapped(node);
  const { parent } = outer;
  if (ts.isCallExpression(parent) && parent.arguments[0] === outer && (foldersNamed(parent.expression, "join", names) || foldersNamed(parent.expression, "resolve", names)))
    return [{ start: outer.end, end: outer.end, text: `, ${text}` }];
  const segment = nextSegment(outer, file);
  if (segment !== undefined) return [{ ...segment, text: `/${joined(back, segment.text)}` }];
  const join = joinFunction(file, names, importing);
  return [{ start: node.getStart(file), end: node.getStart(file), text: `${join}(` }, { start: node.end, end: node.end, text: `, ${text})` }];
}

/** The text behind the folder in `__dirname + "/views"` and `` `${__dirname}/views` ``, from its slash on. */
export function nextSegment(node: ts.Node, file: ts.SourceFile): { readonly text: string; readonly start: number; readonly end: number } | undefined {
  const { parent } = node;
  const segment = (literal: ts.LiteralLikeNode, tail: number): ReturnType<typeof nextSegment> => {
    const start = literal.getStart(file) + 1;
    const text = file.text.slice(start, literal.end - tail);
    return /^\/[^\\]*$/.test(text) ? { text, start, end: start + text.length } : undefined;
  };
  if (ts.isTemplateSpan(parent) && parent.expression === node) return segment(parent.literal, ts.isTemplateTail(parent.literal) ? 1 : 2);
  if (!ts.isBinaryExpression(parent) || parent.left !== node || parent.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const { right } = parent;
  if (ts.isStringLiteralLike(right)) return segment(right, 1);
  return ts.isTemplateExpression(right) ? segment(right.head, 2) : undefined;
}

/** Both as one path without detours, unless a last `..` may still go on. */
function joined(back: string, segment: string): string {
  return /\/\.+$/.test(segment) ? back + segment : posix.join(back, segment);
}

/** `path.join` under the name that the file has for it, else one that is imported. */
function joinFunction(file: ts.SourceFile, { modules, functions }: PathNames, importing: Set<string>): string {
  const [module] = modules;
  if (module !== undefined) return `${module}.join`;
  const known = [...functions].find(([, name]) => name === "join");
  if (known !== undefined) return known[0];
  if (isCommonJs(file)) return "require(\"path\").join";
  const name = freeName("join", file);
  importing.add(name === "join" ? name : `join as ${name}`);
  return name;
}

function importEdits(importing: ReadonlySet<string>, file: ts.SourceFile): Edit[] {
  if (importing.size === 0) return [];
  const style = styleOf(file.text);
  // A planned module imports the library that it registers with, at least.
  const start = file.statements.findLast(ts.isImportDeclaration)?.end ?? 0;
  return [{ start, end: start, text: `${style.newline}import { ${[...importing].join(", ")} } from ${printString("path", style)}${style.semicolon}` }];
}

/** The same target from another folder, as the user writes paths: a trailing slash stays. */
function relativePath(newFolder: string, oldFolder: string, path: string): string {
  const moved = slashed(relative(newFolder, join(oldFolder, path)));
  const tail = path.endsWith("/") && moved !== "" ? "/" : "";
  return dotted(moved) + tail;
}

/** A file of the app that moves: with an extension where the old specifier had one. */
function specifierFor(folder: string, target: string, old: string): string {
  const extension = /\.[cm]?[jt]sx?$/.exec(old)?.[0];
  const stem = target.slice(0, target.length - extname(target).length);
  return dotted(slashed(relative(folder, extension === undefined ? stem : stem + extension)));
}

function dotted(path: string): string {
  return path === "" ? "." : /^\.\.?(\/|$)/.test(path) ? path : `./${path}`;
}

/** The path as it stands inside the quotes that open before `from`. */
function quotedIn(text: string, from: number, path: string): string {
  const quote = text[from - 1]!;
  return /["'`]/.test(quote) ? path.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`) : path;
}

function urlPath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

function slashed(path: string): string {
  return path.split(sep).join("/");
}
