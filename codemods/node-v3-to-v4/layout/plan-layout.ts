import { dirname, relative, resolve, sep } from "node:path";

import type { FunctionDefinition } from "../../../src/model/app.ts";
import type { Change } from "../../../src/model/change.ts";
import type { Note } from "../../../src/model/codemod.ts";
import type { Files } from "../../../src/project/files.ts";
import { resolveRelative } from "../project/source-files.ts";
import type { AppProgram } from "../syntax/program.ts";
import { openBuild } from "./build.ts";
import { mentions } from "./mentions.ts";
import { placesFor } from "./places.ts";
import { rebase } from "./rebase.ts";

export interface Layout {
  /** The texts of the app after the move, by their new paths; files that neither moved nor changed left out. */
  readonly texts: ReadonlyMap<string, string>;
  /** Absolute paths, old -> new. */
  readonly moves: ReadonlyMap<string, string>;
  /** The file to load for a script that moved, compiled where the app compiles. */
  readonly loaded: (script: string) => string | undefined;
  /** tsconfig.json, where the new places need it. */
  readonly changes: readonly Change[];
  readonly notes: readonly Note[];
}

export interface LayoutInput {
  readonly root: string;
  readonly files: Files;
  readonly program: AppProgram;
  readonly scripts: ReadonlyMap<string, readonly FunctionDefinition[]>;
  /** The planned texts, by path. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Gathers the entry files in `src/functions`; what depends on their place, in them and in what imports them, follows. */
export function planLayout({ root, files, program, scripts, texts }: LayoutInput): Layout {
  const textOf = (path: string): string => texts.get(path) ?? program.file(path)?.text ?? files.read(path) ?? "";
  const build = openBuild(root, files);
  const { moves, stays } = placesFor({ root, files, scripts, textOf, buildObstacle: build.obstacle });
  const moved = new Map<string, string>();
  for (const path of new Set([...texts.keys(), ...program.files.map(file => file.fileName).filter(path => path.startsWith(root + sep))])) {
    const before = textOf(path);
    const to = moves.get(path) ?? path;
    const after = rebase(before, { from: path, to, movedTarget: specifier => moves.get(resolveRelative(program, resolve(dirname(path), specifier)) ?? "") });
    if (to !== path || after !== before || texts.has(path)) moved.set(to, after);
  }
  const change = build.configChange(moves);
  const shown = (path: string): string => relative(root, path).split(sep).join("/");
  const notes = stays.flatMap(({ path, reason }) => scripts.get(path)!.map((definition): Note => ({
    safety: "suggestion",
    code: "not-moved",
    message: `${shown(path)} stays where it is: ${reason}.`,
    function: definition.name,
    place: { path, range: { start: 0, end: 0 } },
  })));
  return {
    texts: moved,
    moves,
    loaded: script => (moves.has(script) ? build.compiled(moves.get(script)!) : undefined),
    changes: change === undefined ? [] : [change],
    notes: [...notes, ...mentions(files, root, [...moves.keys()])],
  };
}
