/**
 * `npm run bench:migrate [functions]`: funcfix migrate on generated apps of 100 functions, Node and Python. Prints the
 * planning alone and the whole command with its verification as a process (wall time, and the process's own CPU time
 * without its children); decides nothing. Meant to stay below 2 s for Python and 5 s for Node.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { migrations } from "../../codemods/index.ts";
import { readFunctionJsonApp } from "../../src/project/apps/read-app.ts";
import { openFiles } from "../../src/project/files.ts";

const ROUNDS = Number(process.env["ROUNDS"] ?? 3);
const functions = Number(process.argv[2] ?? 100);
const cli = fileURLToPath(new URL("../../dist/src/cli.js", import.meta.url));
const tellCpu = `data:text/javascript,${encodeURIComponent('process.on("exit",()=>{const{user,system}=process.cpuUsage();process.stderr.write("\\ncpu:"+(user+system))})')}`;
const scratch = mkdtempSync(join(tmpdir(), "funcfix-bench-migrate-"));

try {
  for (const language of ["python", "javascript"] as const) {
    const root = join(scratch, language);
    for (const [path, text] of language === "python" ? pythonApp() : nodeApp()) write(join(root, path), text);
    const migration = await migrations.find(each => each.language === language)!.load();
    const planning: number[] = [];
    const whole: { wall: number; cpu: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      const plan = await migration.plan(readFunctionJsonApp(openFiles(), root), {});
      planning.push(performance.now() - start);
      if (plan.functions.length !== functions) console.log(`Planned ${plan.functions.length} functions of ${functions}: ${plan.refusals?.[0]?.message ?? ""}`);
      whole.push(runCommand(root));
    }
    console.log(`${language}, ${functions} functions, best of ${ROUNDS} (load ${loadavg()[0]!.toFixed(1)})`);
    console.log(`  planning        ${seconds(Math.min(...planning))}   (first, with loading: ${seconds(planning[0]!)})`);
    console.log(`  whole command   ${seconds(Math.min(...whole.map(({ wall }) => wall)))}   CPU ${seconds(Math.min(...whole.map(({ cpu }) => cpu)))}`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Milliseconds. */
function runCommand(root: string): { wall: number; cpu: number } {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["--import", tellCpu, cli, "migrate", root], { encoding: "utf8", maxBuffer: 256 * 1024 * 1024 });
  const wall = performance.now() - start;
  if (status !== 1) console.log(`The command ended with ${status}: ${stderr.slice(0, 500)}`);
  return { wall, cpu: Number(/\ncpu:(\d+)/.exec(stderr)?.[1]) / 1000 };
}

function pythonApp(): Map<string, string> {
  const app = new Map([
    ["host.json", host()],
    ["requirements.txt", "azure-functions\n"],
    ["shared/__init__.py", ""],
    ["shared/orders.py", "def total(order):\n    return sum(item['price'] * item['quantity'] for item in order['items'])\n"],
  ]);
  for (let number = 0; number < functions; number++) {
    const [signature, answer] = number % 3 === 0 ? ["req: func.HttpRequest", "func.HttpResponse(str(total(req.get_json())))"] : number % 3 === 1 ? ["msg: func.QueueMessage", "str(total(msg.get_json()))"] : ["timer: func.TimerRequest", "None"];
    const body = Array.from({ length: 20 }, (_, line) => `    logging.info("step ${line} of function ${number}")`).join("\n");
    app.set(`Function${number}/__init__.py`, `import logging\n\nimport azure.functions as func\n\nfrom ..shared.orders import total\n\n\ndef main(${signature})${number % 3 === 1 ? " -> str" : ""}:\n${body}\n    return ${answer}\n`);
    app.set(`Function${number}/function.json`, functionJson(number, { scriptFile: "__init__.py" }));
  }
  return app;
}

function nodeApp(): Map<string, string> {
  const app = new Map([
    ["host.json", host()],
    ["package.json", `${JSON.stringify({ name: "orders", version: "1.0.0", dependencies: { "@azure/functions": "^3.5.0" } }, null, 2)}\n`],
    ["shared/orders.js", "exports.total = order => order.items.reduce((sum, item) => sum + item.price * item.quantity, 0);\n"],
  ]);
  for (let number = 0; number < functions; number++) {
    const [name, answer] = number % 3 === 0 ? ["req", "context.res = { status: 200, body: { total: total(req.body) } };"] : number % 3 === 1 ? ["msg", "return String(total(msg));"] : ["timer", "context.log('late', timer.isPastDue);"];
    const body = Array.from({ length: 20 }, (_, line) => `  context.log("step ${line} of function ${number}");`).join("\n");
    app.set(`Function${number}/index.js`, `const { total } = require("../shared/orders");\n\nmodule.exports = async function (context, ${name}) {\n${body}\n  ${answer}\n};\n`);
    app.set(`Function${number}/function.json`, functionJson(number, {}));
  }
  return app;
}

function functionJson(number: number, rest: object): string {
  const http = [{ type: "httpTrigger", direction: "in", name: "req", authLevel: "function", methods: ["post"], route: `orders/${number}` }, { type: "http", direction: "out", name: number % 3 === 0 && !("scriptFile" in rest) ? "res" : "$return" }];
  const queue = [{ type: "queueTrigger", direction: "in", name: "msg", queueName: `orders-${number}`, connection: "Storage" }, { type: "queue", direction: "out", name: "$return", queueName: "totals", connection: "Storage" }];
  const timer = [{ type: "timerTrigger", direction: "in", name: "timer", schedule: "0 */5 * * * *" }];
  return `${JSON.stringify({ ...rest, bindings: [http, queue, timer][number % 3] }, null, 2)}\n`;
}

function host(): string {
  return `${JSON.stringify({ version: "2.0", extensionBundle: { id: "Microsoft.Azure.Functions.ExtensionBundle", version: "[4.*, 5.0.0)" } }, null, 2)}\n`;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
