import { spawn, type ChildProcess } from "node:child_process";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { once } from "node:events";

import { UsageError } from "../../model/usage-error.ts";
import type { WorkerLanguage } from "../simulation/scenario.ts";
import { nodeWorker } from "./node-worker.ts";
import { pythonWorker } from "./python-worker.ts";

/** A worker process that is ready for requests. */
export interface WorkerProcess {
  send(request: { readonly id: number; readonly handler: number }): void;
}

interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly missing: string;
}

const programs: Readonly<Record<WorkerLanguage, Program>> = {
  python: { command: "python3", args: ["-c", pythonWorker], missing: "`python3` was not found: install Python 3.9 or later to measure Python workers." },
  node: { command: process.execPath, args: ["-e", nodeWorker], missing: "Node could not be started." },
};

/**
 * The processes of a measurement, each connected on loopback. `answered` is called with the id of each request that was
 * served. The first failure of a process rejects `failed`. Call `close` in any case.
 */
export class WorkerProcesses {
  readonly failed: Promise<never>;
  readonly #children: ChildProcess[] = [];
  readonly #sockets: Socket[] = [];
  readonly #server: Server = createServer();
  #fail: (reason: Error) => void = () => {};
  #closed = false;

  constructor() {
    this.failed = new Promise((_, reject) => (this.#fail = reject));
    // Nobody may be listening yet, or any more.
    this.failed.catch(() => {});
  }

  async start(language: WorkerLanguage, count: number, config: object, environment: NodeJS.ProcessEnv, answered: (id: number) => void): Promise<WorkerProcess[]> {
    this.#server.listen(0, "127.0.0.1");
    await Promise.race([once(this.#server, "listening"), this.failed]);
    const { port } = this.#server.address() as AddressInfo;
    const ready: Promise<WorkerProcess>[] = [];
    for (let index = 0; index < count; index++) {
      const socket = once(this.#server, "connection") as Promise<[Socket]>;
      this.#spawn(language, JSON.stringify({ ...config, port }), environment);
      // One after the other, so that the order of the processes is the order of the sockets.
      ready.push(this.#connect((await Promise.race([socket, this.failed]))[0], answered));
    }
    return Promise.race([Promise.all(ready), this.failed]);
  }

  close(): void {
    this.#closed = true;
    for (const socket of this.#sockets) socket.destroy();
    for (const child of this.#children) child.kill("SIGKILL");
    this.#server.close();
  }

  #spawn(language: WorkerLanguage, config: string, environment: NodeJS.ProcessEnv): void {
    const { command, args, missing } = programs[language];
    const child = spawn(command, [...args, config], { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, ...environment } });
    let complaint = "";
    child.stderr.on("data", data => (complaint += data));
    child.on("error", error => this.#fail("code" in error && error.code === "ENOENT" ? new UsageError(missing) : error));
    child.on("exit", code => {
      if (!this.#closed) this.#fail(new Error(`A worker process ended with code ${code}. ${complaint.trim()}`));
    });
    this.#children.push(child);
  }

  #connect(socket: Socket, answered: (id: number) => void): Promise<WorkerProcess> {
    this.#sockets.push(socket);
    socket.setNoDelay(true);
    socket.on("error", error => this.#fail(error));
    return new Promise(resolve => {
      let rest = "";
      socket.on("data", data => {
        const lines = (rest + String(data)).split("\n");
        rest = lines.pop()!;
        for (const line of lines)
          if (line === "-1") resolve({ send: request => void socket.write(`${JSON.stringify(request)}\n`) });
          else answered(Number(line));
      });
    });
  }
}
