import { isMissing, loadModule } from "./load.ts";
import { perform } from "./perform.ts";
import { refuseToClone } from "./protocol.ts";
import { serve } from "./serve.ts";
import { pack, unpack } from "./values.ts";

/** Given from outside: what this text fills, by position, for names would have to be said twice. */
declare const library: unknown[];

const all = [serve, pack, unpack, loadModule, perform, isMissing, refuseToClone] as const;
export type Library = typeof all;

library.push(...all);
