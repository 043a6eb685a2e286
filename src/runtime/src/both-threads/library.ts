import { callExport, isMissing, loadModule } from "./load.ts";
import { claim, inWorker, Reply } from "./protocol.ts";
import { serve } from "./serve.ts";
import { pack, unpack } from "./values.ts";

/** Given from outside: what this text fills. */
declare const library: object;

const all = { pack, unpack, loadModule, callExport, isMissing, claim, inWorker, Reply, serve };
export type Library = typeof all;

Object.assign(library, all);
