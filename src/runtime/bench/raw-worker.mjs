import { parentPort } from "node:worker_threads";
import * as functions from "./functions.mjs";

parentPort.on("message", ([name, ...args]) => parentPort.postMessage(functions[name](...args)));
