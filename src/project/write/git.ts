import { x } from "tinyexec";

/**
 * What git says of the work tree around `folder`: the paths (relative to it) that differ from HEAD or are not tracked.
 * Null outside a work tree or without git: then nothing protects the user's files but themselves.
 */
export async function dirtyPaths(folder: string): Promise<readonly string[] | null> {
  try {
    const result = await x("git", ["status", "--porcelain", "-z", "--untracked-files=normal", "--", "."], { nodeOptions: { cwd: folder } });
    if (result.exitCode !== 0) return null;
    return result.stdout.split("\0").filter(entry => entry !== "").map(entry => (/^.. /.test(entry) ? entry.slice(3) : entry));
  } catch {
    return null;
  }
}
