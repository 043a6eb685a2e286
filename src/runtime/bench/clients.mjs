import { Agent, get } from "node:http";
import { parentPort, workerData } from "node:worker_threads";

const { port, milliseconds } = workerData;
const agent = new Agent({ keepAlive: true });
const ask = path => new Promise((resolve, reject) => {
  get({ host: "127.0.0.1", port, path, agent }, response => {
    if (response.statusCode !== 200) reject(new Error(`${path} gave ${response.statusCode}`));
    response.resume().on("end", resolve);
  }).on("error", reject);
});

const end = performance.now() + milliseconds;
const health = [];
let requests = 0;

const probes = [];
const probe = setInterval(() => {
  const began = performance.now();
  probes.push(ask("/health").then(() => health.push(performance.now() - began)));
}, 10);

await Promise.all(Array.from({ length: 8 }, async () => {
  while (performance.now() < end) {
    await ask("/work");
    requests++;
  }
}));
clearInterval(probe);
await Promise.all(probes);
parentPort.postMessage({ requests, health });
