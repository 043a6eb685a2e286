import { isBuiltin } from "node:module";
import { isAbsolute, join } from "node:path";
import type { Target } from "./both-threads/load.ts";

// At least two letters: `C:` is a drive.
const scheme = /^[a-z][a-z+.-]+:/i;

/**
 * Where to find a module.
 * @param from path or URL of the module that names it
 * @param callee the function whose caller names it, if `from` is not given
 */
export function resolveTarget(specifier: string | URL, from: string | URL | undefined, callee: (...args: never[]) => unknown): Target {
  if (specifier instanceof URL || scheme.test(specifier)) return { url: String(specifier), from: undefined };
  if (isBuiltin(specifier)) return { url: `node:${specifier}`, from: undefined };
  if (/^[./\\]|^[a-z]:/i.test(specifier)) throw new TypeError(`"${specifier}" is a path. Give its URL.`);
  return { url: specifier, from: String(from ?? callerOf(callee)) };
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
  return isAbsolute(file) || file.startsWith("file:") ? file : join(process.cwd(), "[eval]");
}
