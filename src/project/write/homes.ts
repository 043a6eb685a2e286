import { createHash } from "node:crypto";
import { existsSync, lstatSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** Where the journals of a folder lie. */
export interface Home {
  /** Paths in a journal are relative to it: the repository, or the written folder where there is none. */
  readonly base: string;
  /** Holds the journal while files are written, beside them: it must be there whoever comes next. */
  readonly flight: string;
  /** Holds the last complete journal, for a rollback: never inside an app, where it would be deployed. */
  readonly kept: string;
}

/** The home for writing into `root`, which is a true path. */
export function homeOf(root: string): Home {
  for (let at = root; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return inRepository(at);
    if (at === dirname(at)) return outside(root);
  }
}

/** Every home that a write at or above the true path `folder` may have used, nearest first. */
export function* homesAround(folder: string): Generator<Home> {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return yield inRepository(at);
    yield outside(at);
    if (at === dirname(at)) return;
  }
}

/** Git's own folder is never committed, cleaned or deployed. In a linked work tree or a submodule it is a file. */
function inRepository(base: string): Home {
  if (lstatSync(join(base, ".git"), { throwIfNoEntry: false })?.isDirectory() !== true) return outside(base);
  const folder = join(base, ".git", "funcfix");
  return { base, flight: folder, kept: folder };
}

function outside(base: string): Home {
  const state = process.env["XDG_STATE_HOME"] ?? (process.platform === "win32" ? process.env["LOCALAPPDATA"] : undefined) ?? join(homedir(), ".local", "state");
  return { base, flight: join(base, ".funcfix"), kept: join(state, "funcfix", createHash("sha256").update(base).digest("hex").slice(0, 32)) };
}
