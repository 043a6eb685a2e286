import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { nodes } from "./support/nodes.ts";
import { run } from "./support/programs.ts";

const smoke = fileURLToPath(new URL("fixtures/modules/smoke.mjs", import.meta.url));

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

test.each(nodes)("Node $version keeps every promise", async ({ version, binary }) => {
  const { stdout: running } = await run(binary, ["--version"]);
  if (version !== "this") expect(running).toMatch(`v${version}.`);
  const { stdout, stderr, code } = await run(binary, [smoke]);
  expect({ stdout, code, stderr: stderr.replace(/^.*(JavaScript heap out of memory|Last few GCs|Mark-Compact|JS stacktrace|<---|^\s*$).*$\n?/gm, "") }).toEqual({ stdout: expected, code: 0, stderr: "" });
}, 60_000);
