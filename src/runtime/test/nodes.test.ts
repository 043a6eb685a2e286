import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { run } from "./support/programs.ts";

const folder = fileURLToPath(new URL("nodes", import.meta.url));
const smoke = fileURLToPath(new URL("fixtures/modules/smoke.mjs", import.meta.url));
const binaries = process.platform === "linux" && process.arch === "x64";

beforeAll(() => {
  if (binaries && !existsSync(`${folder}/node_modules/node24`)) execFileSync("npm", ["ci", "--ignore-scripts", "--no-workspaces"], { cwd: folder, stdio: "ignore" });
}, 180_000);

const expected = `buffer true a
error true PaymentFailure E_PAY E_INNERMOST true
fields ENOENT open /no/such/file
aggregate one,two
foreign AbortError null true
clone ERR_OFFLOAD_CLONE ERR_OFFLOAD_CLONE E_SOCKET
crash ERR_OFFLOAD_CRASH ERR_WORKER_OUT_OF_MEMORY next
timeout ERR_OFFLOAD_TIMEOUT true
abort why
nested true
package ERR_MODULE_NOT_FOUND number
v3 {"a":1} {"body":"True"}
order true
closed 0 ERR_OFFLOAD_CLOSED
`;

const nodes: [string, string][] = [["this", process.execPath]];
if (binaries) nodes.push(["22", `${folder}/node_modules/node22/bin/node`], ["24", `${folder}/node_modules/node24/bin/node`]);

test.each(nodes)("Node %s keeps every promise", async (version, binary) => {
  const { stdout: running } = await run(binary, ["--version"]);
  if (version !== "this") expect(running).toMatch(`v${version}.`);
  const { stdout, stderr, code } = await run(binary, [smoke]);
  expect({ stdout, code, stderr: stderr.replace(/^.*(JavaScript heap out of memory|Last few GCs|Mark-Compact|JS stacktrace|<---|^\s*$).*$\n?/gm, "") }).toEqual({ stdout: expected, code: 0, stderr: "" });
}, 60_000);
