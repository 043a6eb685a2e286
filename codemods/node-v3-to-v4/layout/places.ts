import { basename, dirname, extname, join, relative, sep } from "node:path";

import { ts } from "ts-morph";

import type { FunctionDefinition } from "../../../src/model/app.ts";
import { foldersUp, type Files } from "../../../src/project/files.ts";
import { wrapped } from "../syntax/ask.ts";
import { parseText } from "../syntax/program.ts";
import { foldersNamed, pathNames, type PathNames } from "./folder-names.ts";
import { modulePaths } from "./module-paths.ts";
import { nextSegment } from "./rebase.ts";

/** An entry file that stays where it is, and why. */
export interface Stay {
  readonly path: string;
  readonly reason: string;
  readonly node?: ts.Node;
}

export interface Places {
  /** Absolute paths, old -> new. */
  readonly moves: ReadonlyMap<string, string>;
  readonly stays: readonly Stay[];
}

export interface PlacesInput {
  readonly root: string;
  readonly files: Files;
  /** The entry files with the functions that each of them holds. */
  readonly scripts: ReadonlyMap<string, readonly FunctionDefinition[]>;
  /** The text of each entry file as it is planned. */
  readonly textOf: (path: string) => string;
  /** Why the build could not find the file in its new place; undefined when it can. */
  readonly buildObstacle: (from: string, to: string, definitions: readonly FunctionDefinition[]) => string | undefined;
}

/** Files beside a script that decide how it is loaded: they would no longer be above it. */
const DECIDES = ["package.json", "node_modules", "tsconfig.json", ".babelrc"];

/** Where each entry file goes: `src/functions/<function>.<extension>`, or a reason why it stays. */
export function placesFor({ root, files, scripts, textOf, buildObstacle }: PlacesInput): Places {
  const home = join(root, "src", "functions");
  const taken = new Set(files.list(home).map(name => stemOf(name).toLowerCase()));
  const moves = new Map<string, string>();
  const stays: Stay[] = [];
  for (const [path, definitions] of scripts) {
    if (dirname(path) === home) continue;
    const obstacle = obstacleIn(path, textOf(path), files) ?? whereItStands(root, files, path);
    const names = namesFor(path, definitions);
    const name = names.find(candidate => !taken.has(candidate.toLowerCase())) ?? numbered(names.at(-1)!, taken);
    const target = join(home, name + extname(path));
    const reason = obstacle?.reason ?? buildObstacle(path, target, definitions);
    if (reason !== undefined) {
      stays.push({ path, reason, ...(obstacle?.node !== undefined && { node: obstacle.node }) });
      continue;
    }
    taken.add(name.toLowerCase());
    moves.set(path, target);
  }
  return { moves, stays };
}

/** The function's name; for a script of several functions its own, or its folder's and its own. */
function namesFor(path: string, definitions: readonly FunctionDefinition[]): string[] {
  const [own, folder] = [stemOf(basename(path)), basename(dirname(path))];
  if (definitions.length === 1) return [definitions[0]!.name];
  return own === "index" ? [folder] : [own, `${folder}-${own}`];
}

function numbered(name: string, taken: ReadonlySet<string>): string {
  let count = 2;
  while (taken.has(`${name}${count}`.toLowerCase())) count++;
  return `${name}${count}`;
}

function stemOf(name: string): string {
  return name.slice(0, name.length - extname(name).length);
}

function obstacleIn(path: string, text: string, files: Files): Omit<Stay, "path"> | undefined {
  const file = parseText(path, text);
  const names = pathNames(file);
  for (const found of modulePaths(file)) {
    if (found.kind === "obstacle") return { reason: found.reason, node: found.node };
    if ((found.kind === "folder" || found.kind === "file-url") && !leavesFolder(found.node, file, names) && isLeftEmpty(path, files)) return { reason: "it uses its folder, which would be left empty", node: found.node };
  }
  return undefined;
}

/** `path.join(__dirname, "..", "data")`: the folder itself need not exist. */
function leavesFolder(node: ts.Expression, file: ts.SourceFile, names: PathNames): boolean {
  const outer = wrapped(node);
  const { parent } = outer;
  if (ts.isCallExpression(parent) && parent.arguments[0] === outer && (foldersNamed(parent.expression, "join", names) || foldersNamed(parent.expression, "resolve", names))) {
    const next = parent.arguments[1];
    return next !== undefined && ts.isStringLiteralLike(next) && /^\.\.(\/|$)/.test(next.text);
  }
  return nextSegment(outer, file)?.text.startsWith("/../") === true;
}

/** Whether a folder holds nothing but the script and function.json; of TypeScript only what is compiled counts. */
function isLeftEmpty(path: string, files: Files): boolean {
  const others = files.list(dirname(path)).filter(name => name !== basename(path) && name !== "function.json");
  return !(/\.[cm]?tsx?$/.test(path) ? others.some(name => /\.[cm]?tsx?$/.test(name) && !name.endsWith(".d.ts")) : others.length > 0);
}

/** What only the folders above the one place hold, and not those above the other. */
function whereItStands(root: string, files: Files, path: string): Omit<Stay, "path"> | undefined {
  if (relative(root, path).split(sep)[0] === "..") return { reason: "it lies outside the app" };
  const [old, now] = [[...foldersUp(dirname(path), root)], [...foldersUp(join(root, "src", "functions"), root)]];
  for (const folder of [...old.filter(each => !now.includes(each)), ...now.filter(each => !old.includes(each))]) {
    const decides = files.list(folder).find(name => DECIDES.includes(name));
    if (decides !== undefined) return { reason: `${join(relative(root, folder), decides).split(sep).join("/")} decides how the files there are loaded` };
  }
  return undefined;
}
