// A host that knows just enough: it serves handlers of the app in the working directory over HTTP, on one event loop.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "package.json"));
const cookOrder = require("./CookOrder");
const getOrder = require("./GetOrder");
const log = Object.assign(() => {}, { error: () => {}, info: () => {}, warn: () => {}, verbose: () => {} });
let orders = 0;

const routes = {
  async "/cook"() {
    const context = { bindings: {}, log };
    await cookOrder(context, { orderId: `demo-${process.pid}-${++orders}`, lines: [{ dish: "bream", count: 2 }] });
    return context.bindings.readyOrder;
  },
  "/orders": () => new Promise(resolve => {
    const context = { bindings: {}, bindingData: {}, log, done: () => resolve(context.res.body) };
    getOrder(context, { query: {} }, { id: "1", lines: [] });
  }),
};

const server = createServer((request, response) => {
  const answer = routes[request.url];
  Promise.resolve(answer?.()).then(body => response.writeHead(answer ? 200 : 404).end(JSON.stringify(body ?? null)), error => response.writeHead(500).end(String(error)));
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
