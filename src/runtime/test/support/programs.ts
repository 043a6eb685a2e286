import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const runtime = fileURLToPath(new URL("../../", import.meta.url));
export const repository = fileURLToPath(new URL("../../../../", import.meta.url));

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end, at most a minute. */
export function run(command: string, args: readonly string[], options: { cwd?: string; env?: Record<string, string> } = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env: { ...process.env, ...options.env }, timeout: 60_000, killSignal: "SIGKILL" });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (data: Buffer) => { stdout += data.toString(); });
    child.stderr.on("data", (data: Buffer) => { stderr += data.toString(); });
    child.on("error", reject);
    child.on("close", code => resolve({ code, stdout, stderr }));
  });
}

export const node = (file: string, options?: Parameters<typeof run>[2]): Promise<Ended> => run(process.execPath, [file], options);

/** A folder with files in which `funcfix-runtime` is installed. */
export function project(files: Record<string, string>): { root: string; file: (name: string) => string; remove: () => void } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "funcfix-runtime-")));
  mkdirSync(join(root, "node_modules"));
  symlinkSync(runtime, join(root, "node_modules/funcfix-runtime"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return { root, file: name => join(root, name), remove: () => rmSync(root, { recursive: true, force: true }) };
}
