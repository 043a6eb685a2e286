import { Agent, get } from "node:http";

/** One load on one endpoint while another one is asked now and then. Times are in milliseconds. */
export interface Load {
  readonly port: number;
  readonly busy: string;
  readonly cheap: string;
  readonly clients: number;
  readonly milliseconds: number;
}

export interface Measured {
  readonly busyPerSecond: number;
  readonly cheapMedian: number;
  readonly cheapP99: number;
  readonly cheapWorst: number;
}

const PROBE_EVERY = 10;

/** Closed-loop clients on the busy endpoint; the cheap one is asked every ten milliseconds, whether the last answer is there or not. */
export async function measure({ port, busy, cheap, clients, milliseconds }: Load): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients + 200 });
  const ask = (path: string): Promise<void> => new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, agent }, response => {
      response.resume().on("end", () => (response.statusCode === 200 || response.statusCode === 201 ? resolve() : reject(new Error(`${path} answered ${response.statusCode}.`))));
    }).on("error", reject);
  });
  await Promise.all([ask(busy), ask(cheap)]);

  let done = 0;
  const times: number[] = [];
  const pending: Promise<void>[] = [];
  const start = performance.now();
  const isOver = (): boolean => performance.now() - start >= milliseconds;
  const client = async (): Promise<void> => {
    while (!isOver()) {
      await ask(busy);
      done++;
    }
  };
  const probe = setInterval(() => {
    const asked = performance.now();
    pending.push(ask(cheap).then(() => void times.push(performance.now() - asked)));
  }, PROBE_EVERY);
  await Promise.all(Array.from({ length: clients }, client));
  const took = performance.now() - start;
  clearInterval(probe);
  await Promise.all(pending);
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return { busyPerSecond: (done * 1000) / took, cheapMedian: at(0.5), cheapP99: at(0.99), cheapWorst: times.at(-1) ?? Number.NaN };
}
