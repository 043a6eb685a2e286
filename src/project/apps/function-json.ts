import { basename, dirname, join, relative, resolve, sep } from "node:path";

import type { AppProblem, Binding, FunctionDefinition, Json } from "../../model/app.ts";
import { isRecord, property, readJson } from "../json.ts";
import type { Files } from "../files.ts";
import { primaryScript } from "./primary-script.ts";

export interface FunctionJson {
  readonly definition?: FunctionDefinition;
  readonly problems: readonly AppProblem[];
}

const KNOWN = new Set(["bindings", "disabled", "scriptfile", "entrypoint", "retry"]);

/** Reads `<app>/<name>/function.json`. `path` is absolute. What is wrong is said in `problems`; a broken file gives no definition. */
export function readFunctionJson(files: Files, appRoot: string, path: string): FunctionJson {
  const folder = dirname(path);
  const name = basename(folder);
  const text = files.read(path);
  if (text === undefined) return { problems: [{ path, message: "function.json cannot be read." }] };

  const json = readJson(text);
  if (json.problems.length > 0)
    return { problems: [{ path, message: `function.json is not valid JSON: ${json.problems[0]!.message}`, offset: json.problems[0]!.offset }] };
  if (!isRecord(json.value)) return { problems: [{ path, message: "function.json must hold an object." }] };

  const listed = property(json.value, "bindings");
  if (!Array.isArray(listed) || listed.length === 0)
    return { problems: [{ path, message: "function.json has no `bindings`: the host does not load this function." }] };

  const problems: AppProblem[] = [];
  const bindings: Binding[] = [];
  for (const entry of listed as readonly Json[]) {
    const binding = readBinding(entry);
    if (binding === undefined) problems.push({ path, message: "A binding in function.json has no `type`." });
    else bindings.push(binding);
  }

  const script = handlerPath(files, appRoot, folder, json.value);
  if ("message" in script) problems.push({ path, message: script.message });

  const entryPoint = property(json.value, "entryPoint");
  const retry = property(json.value, "retry");
  const disabled = property(json.value, "disabled");
  const rest = Object.fromEntries(Object.entries(json.value).filter(([key]) => !KNOWN.has(key.toLowerCase())));
  return {
    problems,
    definition: {
      name,
      bindings,
      ...(retry !== undefined && { retry }),
      ...(disabled !== undefined && { disabled }),
      ...(Object.keys(rest).length > 0 && { rest }),
      ...("path" in script && {
        handler: { path: script.path, ...(typeof entryPoint === "string" && entryPoint !== "" && { entryPoint }) },
      }),
      source: path,
    },
  };
}

function readBinding(entry: Json): Binding | undefined {
  if (!isRecord(entry)) return undefined;
  const type = property(entry, "type");
  if (typeof type !== "string" || type === "") return undefined;
  const direction = property(entry, "direction");
  const name = property(entry, "name");
  const options = Object.fromEntries(Object.entries(entry).filter(([key]) => !/^(type|name|direction)$/i.test(key)));
  return { type, direction: directionOf(direction), name: typeof name === "string" ? name : "", options };
}

/** Without a direction the host takes the first member of its enumeration: in. */
function directionOf(value: Json | undefined): Binding["direction"] {
  const text = typeof value === "string" ? value.toLowerCase() : "in";
  return text === "out" || text === "inout" ? text : "in";
}

/** The script that holds the handler; a path that leaves the app is refused. */
function handlerPath(files: Files, appRoot: string, folder: string, json: { readonly [key: string]: Json }): { path: string } | { message: string } {
  const scriptFile = property(json, "scriptFile");
  if (typeof scriptFile !== "string" || scriptFile === "") return primaryScript(files, folder);

  const path = resolve(folder, scriptFile.replaceAll("\\", "/"));
  if (relative(appRoot, path).split(sep)[0] === "..")
    return { message: `\`scriptFile\` leaves the app: ${scriptFile}.` };
  const source = sourceOf(files, appRoot, path);
  return source === undefined ? { message: `\`scriptFile\` does not exist: ${scriptFile}.` } : { path: source };
}

const COMPILED = /^(dist|build|out|lib|bin)[\\/]/;

/**
 * A compiled script that is not built, or whose TypeScript source is in the app, stands for its source: it is the source
 * that people read and that codemods rewrite.
 */
function sourceOf(files: Files, appRoot: string, path: string): string | undefined {
  const inApp = relative(appRoot, path);
  const stem = inApp.replace(/\.[cm]?js$/, "");
  if (COMPILED.test(inApp)) {
    const bare = stem.replace(COMPILED, "");
    for (const candidate of [bare, join("src", bare)])
      for (const extension of [".ts", ".mts", ".cts", ".tsx"])
        if (files.isFile(join(appRoot, candidate + extension))) return join(appRoot, candidate + extension);
  }
  const beside = join(appRoot, `${stem}.ts`);
  if (/\.[cm]?js$/.test(inApp) && files.isFile(beside)) return beside;
  return files.isFile(path) ? path : undefined;
}
