/**
 * `npx tsx test/bench/kills.ts [kills] [functions]`, after `npm run build`: kills `funcfix migrate --write` of a generated
 * Python app at random moments while it writes. After that a rollback, or one more run, must leave the app byte for byte
 * the old or the new one. Prints how each ended; exits with 1 if one did not.
 */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { snapshot } from "../support/writing/sample-app.ts";

const kills = Number(process.argv[2] ?? 200);
const functions = Number(process.argv[3] ?? 150);
const cli = fileURLToPath(new URL("../../dist/src/cli.js", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "funcfix-kills-"));
process.env["XDG_STATE_HOME"] = join(scratch, "state");
const original = join(scratch, "original");

const put = (name: string, text: string): void => {
  mkdirSync(dirname(join(original, name)), { recursive: true });
  writeFileSync(join(original, name), text);
};
put("host.json", `{ "version": "2.0", "extensionBundle": { "id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)" } }\n`);
put("requirements.txt", "azure-functions\n");
for (let number = 0; number < functions; number++) {
  put(`Order${number}/function.json`, JSON.stringify({ scriptFile: "__init__.py", bindings: [{ type: "httpTrigger", direction: "in", name: "req", methods: ["get"], authLevel: "function" }, { type: "http", direction: "out", name: "$return" }] }, null, 2));
  put(`Order${number}/__init__.py`, `import azure.functions as func\n\n\ndef main(req: func.HttpRequest) -> func.HttpResponse:\n    return func.HttpResponse("order ${number}")\n`);
}

const old = snapshot(original);
const written = fresh(false);
const first = spawnSync(process.execPath, [cli, "migrate", "--write", "--no-exec", written], { encoding: "utf8" });
if (first.status !== 0) throw new Error(first.stderr);
const after = snapshot(written);

const ends = new Map<string, number>();
let wrong = 0;
for (let kill = 0; kill < kills; kill++) {
  const root = fresh(kill % 2 === 0);
  const moment = await killedWrite(root);
  const rollback = kill % 4 < 2;
  const next = spawnSync(process.execPath, [cli, "migrate", ...(rollback ? ["--rollback"] : ["--write", "--no-exec", "--allow-dirty"]), root], { encoding: "utf8" });
  const found = JSON.stringify(snapshot(root));
  const end = found === JSON.stringify(old) ? "old" : found === JSON.stringify(after) ? "new" : "neither";
  if (end !== (rollback ? "old" : "new")) {
    wrong++;
    process.stderr.write(`${root}: ${end}\n${next.stderr}\n`);
  } else rmSync(root, { recursive: true });
  const what = `killed ${moment}; ${rollback ? "rollback" : "one more run"}: ${end}`;
  ends.set(what, (ends.get(what) ?? 0) + 1);
}
for (const [what, count] of [...ends].sort()) process.stdout.write(`${String(count).padStart(5)}  ${what}\n`);
if (wrong === 0) rmSync(scratch, { recursive: true });
process.exitCode = wrong === 0 ? 0 : 1;

function fresh(git: boolean): string {
  const root = mkdtempSync(join(scratch, "app-"));
  cpSync(original, root, { recursive: true });
  if (git) spawnSync("git", ["init", "-q", root]);
  return root;
}

/** Starts a write and kills it up to 120 ms after it has begun; says in which state of the journal that was. */
function killedWrite(root: string): Promise<string> {
  const flight = existsSync(join(root, ".git")) ? join(root, ".git/funcfix") : join(root, ".funcfix");
  const child = spawn(process.execPath, [cli, "migrate", "--write", "--no-exec", "--allow-dirty", root], { stdio: "ignore" });
  let planned = false;
  const watch = setInterval(() => {
    if (planned || !existsSync(flight)) return;
    planned = true;
    setTimeout(() => child.kill("SIGKILL"), Math.random() * 120);
  }, 1);
  return new Promise(done => child.on("exit", (_, signal) => {
    clearInterval(watch);
    done(signal === null ? "too late" : existsSync(join(flight, "writing")) ? "while writing" : JSON.stringify(snapshot(root)) === JSON.stringify(old) ? "before the first file" : "after the last file");
  }));
}
