import type { Library } from "./both-threads/library.ts";
import { librarySource } from "./library-source.ts";

const library: unknown[] = [];
new Function("library", librarySource)(library);

/**
 * What both threads need. Workers get it as text, for bundles have no file to give them; here
 * the same text is evaluated, for a second copy would be a third of the package.
 */
export const [, pack, unpack, loadModule, perform, isMissing, refuseToClone] = library as unknown as Library;

export const workerSource = `const library=[];${librarySource};library[0]()`;
