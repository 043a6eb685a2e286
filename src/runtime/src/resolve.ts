import { isBuiltin } from "node:module";
import { fileURLToPath } from "node:url";
import type { Target } from "./load.ts";

// At least two letters: `C:` is a drive.
const scheme = /^[a-z][a-z+.-]+:/i;

/**
 * Where to find a module.
 * @param from path or URL of the module that names it
 * @param callee the function whose caller names it, if `from` is not given
 */
export function resolveTarget(specifier: string | URL, from: string | URL | undefined, callee: (...args: never[]) => unknown): Target {
  if (specifier instanceof URL) return { url: specifier.href, from: undefined };
  if (scheme.test(specifier)) return { url: specifier, from: undefined };
  if (isBuiltin(specifier)) return { url: `node:${specifier}`, from: undefined };
  if (/^[./\\]|^[a-z]:/i.test(specifier)) {
    throw new TypeError(`"${specifier}" is a path. Give its URL: new URL("${specifier}", import.meta.url), or pathToFileURL(path.join(__dirname, "${specifier}")) in CommonJS.`);
  }
  return { url: specifier, from: from instanceof URL ? fileURLToPath(from) && from.href : (from ?? callerOf(callee)) };
}

/** The file that called `callee`: a file URL for ESM, a path for CommonJS. */
function callerOf(callee: (...args: never[]) => unknown): string {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: unknown } = {};
  try {
    Error.stackTraceLimit = 1;
    Error.prepareStackTrace = (_error, sites) => sites[0]?.getFileName();
    Error.captureStackTrace(holder, callee);
    const file = holder.stack;
    if (typeof file === "string" && (file.startsWith("file:") || /^(\/|[a-z]:)/i.test(file))) return file;
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
  throw new TypeError("The module that names the package is not a file: pass { from: import.meta.url }.");
}
