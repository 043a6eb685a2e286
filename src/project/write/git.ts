import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { UsageError } from "../../model/usage-error.ts";

/**
 * What git says of the work tree around `folder`: the paths (relative to it) that differ from HEAD or are not tracked.
 * Null outside a work tree or without git: then nothing protects the user's files but themselves. Nothing that the
 * repository itself brings is executed for the answer.
 */
export async function dirtyPaths(folder: string): Promise<readonly string[] | null> {
  try {
    const stdout = await git(folder, ...(await harmless(folder)), "status", "--porcelain", "-z", "--untracked-files=normal", "--ignore-submodules=dirty", "--", ".");
    return stdout.split("\0").filter(entry => entry !== "").map(entry => (/^.. /.test(entry) ? entry.slice(3) : entry));
  } catch {
    return null;
  }
}

/**
 * The files, absolute, that differ from where the work tree left `revision`: commits since the common ancestor, changes
 * that are not committed, and files that are not tracked. Throws a UsageError outside a work tree and for an unknown revision.
 */
export async function changedSince(folder: string, revision: string): Promise<ReadonlySet<string>> {
  // Relative, so that the paths are spelled as the folder is: it may lie behind a symbolic link.
  const top = await git(folder, "rev-parse", "--show-cdup").then(text => join(folder, text.replace(/\n$/, "")), () => undefined);
  if (top === undefined) throw new UsageError(`${folder} is not in a git work tree, so nothing can be said since ${revision}.`);
  const commit = await git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`).then(text => text.trim(), () => undefined);
  if (commit === undefined) throw new UsageError(`git knows no revision ${revision} in ${top}. A shallow clone may lack it: fetch it first.`);
  // Without a common ancestor, or where a shallow clone ends before it, the revision itself is compared.
  const base = await git(top, "merge-base", commit, "HEAD").then(text => text.trim(), () => commit);
  const quiet = await harmless(top);
  const changed = await git(top, ...quiet, "diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=dirty", base, "--");
  const added = await git(top, ...quiet, "ls-files", "--others", "--exclude-standard", "-z");
  return new Set(`${changed}${added}`.split("\0").filter(path => path !== "").map(path => join(top, path)));
}

/** Settings over those of the repository, which may name programs: a file monitor, hooks, and filters of its own. */
async function harmless(folder: string): Promise<readonly string[]> {
  const settings = ["core.fsmonitor=false", "core.hooksPath=/dev/null", "status.submoduleSummary=false"];
  const fields = (await git(folder, "config", "--list", "--includes", "--show-scope", "--name-only", "-z")).split("\0");
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [scope, name] = [fields[at]!, fields[at + 1]!];
    if (!/^(?:local|worktree)$/.test(scope)) continue;
    const filter = /^(filter\..*\.)(?:clean|process|required)$/s.exec(name)?.[1];
    if (filter !== undefined) settings.push(`${filter}clean=`, `${filter}process=`, `${filter}required=false`);
  }
  return settings.flatMap(setting => ["-c", setting]);
}

/** Started from a folder that is not the app's: on Windows a program is looked for there first. */
async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("git", ["-C", folder, ...args], { cwd: dirname(process.execPath), env: { ...process.env, GIT_OPTIONAL_LOCKS: "0" }, maxBuffer: 256 * 1024 * 1024 });
  return stdout;
}
