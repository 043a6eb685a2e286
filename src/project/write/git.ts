import { execFile } from "node:child_process";
import { dirname } from "node:path";
import { promisify } from "node:util";

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
