import * as functions from "./functions.mjs";

export default ([name, ...args]) => functions[name](...args);
