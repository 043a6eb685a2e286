/** The README's first command: checks the example apps and shows what blocks them. Findings are what it is for, so they do not fail it. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const { status } = spawnSync(process.execPath, ["dist/src/cli.js", "check", "fixtures/apps"], { cwd: ROOT, stdio: "inherit" });
process.exitCode = status === 1 ? 0 : 2;
