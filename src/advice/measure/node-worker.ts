/**
 * A stand-in for the Node worker: the real event loop, libuv pool and worker threads under the same scheduling. The real
 * worker (azure-functions-nodejs-worker, `setupEventStream` and `InvocationHandler`) handles each message on its event loop
 * too and calls the handler there, without a queue of its own.
 */
export const nodeWorker = String.raw`
const { connect } = require("node:net");
const { pbkdf2 } = require("node:crypto");
const { Worker } = require("node:worker_threads");

const config = JSON.parse(process.argv[1]);

function work(segment, spinsPerSecond) {
  if (segment.kind === "io") return void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, segment.seconds * 1000);
  let sum = 0;
  for (let left = segment.seconds * spinsPerSecond; left > 0; left--) sum = (sum * 31 + left) | 0;
  return sum;
}

class Executor {
  idle = [];
  waiting = [];
  constructor(threads) {
    const source = work + "; const { parentPort } = require('node:worker_threads'); parentPort.on('message', ([segment, spins]) => { work(segment, spins); parentPort.postMessage(null); }); parentPort.postMessage(null);";
    this.ready = Promise.all(Array.from({ length: threads }, () => new Promise(started => {
      const worker = new Worker(source, { eval: true });
      worker.once("message", () => { this.idle.push(worker); started(); });
    })));
  }
  run(segment) {
    return new Promise(done => {
      this.waiting.push({ segment, done });
      this.next();
    });
  }
  next() {
    if (this.idle.length === 0 || this.waiting.length === 0) return;
    const worker = this.idle.shift();
    const { segment, done } = this.waiting.shift();
    worker.once("message", () => { this.idle.push(worker); done(); this.next(); });
    worker.postMessage([segment, config.spinsPerSecond]);
  }
}

const usesExecutor = config.handlers.some(handler => handler.segments.some(segment => segment.on === "executor"));
const executor = new Executor(usesExecutor ? config.executorThreads : 0);

async function invoke({ id, handler }) {
  for (const segment of config.handlers[handler].segments) {
    if (segment.on === "awaited") await new Promise(done => setTimeout(done, segment.seconds * 1000));
    else if (segment.on === "executor") await executor.run(segment);
    else if (segment.on === "pool") await new Promise(done => pbkdf2("p", "s", Math.ceil(segment.seconds * config.roundsPerSecond), 32, "sha256", done));
    else work(segment, config.spinsPerSecond);
  }
  socket.write(id + "\n");
}

const socket = connect(config.port, "127.0.0.1", async () => {
  socket.setNoDelay(true);
  work({ kind: "cpu", seconds: 0.05 }, config.spinsPerSecond);
  await executor.ready;
  socket.write("-1\n");
});
let rest = "";
socket.on("data", data => {
  const lines = (rest + data).split("\n");
  rest = lines.pop();
  for (const line of lines) setImmediate(invoke, JSON.parse(line));
});
socket.on("close", () => process.exit(0));
`;
