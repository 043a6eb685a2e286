import { ThreadWorker } from "poolifier";
import * as functions from "./functions.mjs";

export default new ThreadWorker(([name, ...args]) => functions[name](...args));
