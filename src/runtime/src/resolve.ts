import { isBuiltin } from "node:module";
import { isAbsolute } from "node:path";
import type { Target } from "./both-threads/load.ts";

/**
 * Where to find a module.
 * @param from path or URL of the module that names it
 * @param callee the function whose caller names it, if `from` is not given
 */
export function resolveTarget(specifier: string | URL, from: string | URL | undefined, callee: (...args: never[]) => unknown): Target {
  const url = String(specifier);
  if (/^([./\\]|[a-z]:)/i.test(url)) throw new TypeError(`"${url}" is a path. Give its URL.`);
  if (url.includes(":")) return { url };
  return isBuiltin(url) ? { url: `node:${url}` } : { url, from: String(from ?? callerOf(callee)) };
}

/** The file that called `callee`: a file URL for ESM, a path for CommonJS. Code without a file counts as in the working directory. */
function callerOf(callee: (...args: never[]) => unknown): string {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: unknown } = {};
  Error.stackTraceLimit = 1;
  Error.prepareStackTrace = (_error, [site]) => site?.getFileName();
  Error.captureStackTrace(holder, callee);
  const file = String(holder.stack);
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  return isAbsolute(file) || file.startsWith("file:") ? file : `${process.cwd()}/[eval]`;
}
