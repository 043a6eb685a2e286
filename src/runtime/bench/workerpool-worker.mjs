import workerpool from "workerpool";
import * as functions from "./functions.mjs";

workerpool.worker({ run: ([name, ...args]) => functions[name](...args) });
