import { execFile } from "node:child_process";

/** Runs a program to its end and gives what it said; a failing one too. */
export function runCommandLine(command: string, args: readonly string[], options: { cwd?: string; input?: string } = {}): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise(resolve => {
    const child = execFile(command, args, { cwd: options.cwd, timeout: 100_000, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : 1, stdout, stderr });
    });
    if (options.input !== undefined) child.stdin?.end(options.input);
  });
}
