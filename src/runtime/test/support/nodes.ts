import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../nodes", import.meta.url));
const hasBinaries = process.platform === "linux" && process.arch === "x64";

export interface NodeRelease {
  /** Its major version, or `this` for the one that runs the tests. */
  readonly version: string;
  readonly binary: string;
}

/** The Node that runs the tests and, where the registry has binaries for the machine, the other releases that are supported. */
export const nodes: readonly NodeRelease[] = [
  { version: "this", binary: process.execPath },
  ...(hasBinaries ? ["22", "24"].map(version => ({ version, binary: `${folder}/node_modules/node${version}/bin/node` })) : []),
];

/** Fetches the other releases once. */
export function installNodes(): void {
  if (nodes.every(({ binary }) => existsSync(binary))) return;
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-workspaces"], { cwd: folder, stdio: "ignore" });
}
