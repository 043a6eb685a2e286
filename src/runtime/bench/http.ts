import { execFile } from "node:child_process";
import { pbkdf2 } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Worker } from "node:worker_threads";
import { promisify } from "node:util";
import { percentile } from "./measure.ts";
import type { Pool } from "./pools.ts";

export type Work = "readOneMegabyte" | "derive" | "runTrue";

const native: Record<Work, (argument: never) => Promise<unknown>> = {
  readOneMegabyte: async (file: string) => (await readFile(file)).length,
  derive: async (iterations: number) => (await promisify(pbkdf2)("password", "salt", iterations, 32, "sha256")).toString("hex"),
  runTrue: async () => (await promisify(execFile)("true")).stdout,
};

export interface Served {
  requests: number;
  healthP50: number;
  healthP99: number;
}

/**
 * A server with blocking work beside a cheap `/health`: eight clients keep it busy, a probe asks
 * for `/health` every ten milliseconds. The clients are in a thread of their own.
 */
export async function serve(variant: "sync" | "native" | Pool, work: Work, argument: unknown, milliseconds: number): Promise<Served> {
  const functions = await import(new URL("functions.mjs", import.meta.url).href) as Record<Work, (argument: unknown) => unknown>;
  const handle = variant === "sync" ? (value: unknown) => Promise.resolve(functions[work](value))
    : variant === "native" ? (value: unknown) => native[work](value as never)
    : (value: unknown) => variant.run(work, value);

  const server = createServer((request, response) => {
    if (request.url === "/health") response.end("ok");
    else handle(argument).then(() => response.end("done"), error => { response.statusCode = 500; response.end(String(error)); });
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const clients = new Worker(new URL("clients.mjs", import.meta.url), { workerData: { port, milliseconds } });
  const { requests, health } = await new Promise<{ requests: number; health: number[] }>((resolve, reject) => {
    clients.once("message", resolve);
    clients.once("error", reject);
  });
  await clients.terminate();
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
  return { requests: (requests / milliseconds) * 1000, healthP50: percentile(health, 0.5), healthP99: percentile(health, 0.99) };
}
