import type { FunctionApp, FunctionDefinition } from "../../model/app.ts";
import type { Unit } from "../../model/project-view.ts";
import type { Evaluator } from "../evaluate.ts";
import type { FunctionValue } from "../targets.ts";
import { functionBehind } from "./registered.ts";

/** The function that the host calls for a function.json: by `entryPoint`, else as the worker of its language chooses. */
export function entryOf(definition: FunctionDefinition, unit: Unit, evaluator: Evaluator): FunctionValue | undefined {
  const entryPoint = definition.handler?.entryPoint;
  return unit.facts.language === "python" ? exported(unit, entryPoint ?? "main", evaluator) : nodeEntry(unit, entryPoint, evaluator);
}

function exported(unit: Unit, name: string, evaluator: Evaluator): FunctionValue | undefined {
  const origin = Object.hasOwn(unit.facts.exports, name) ? unit.facts.exports[name] : undefined;
  return origin === undefined ? undefined : functionBehind(unit, origin, evaluator);
}

/** The Node worker: the module itself if it is a function; else `entryPoint`, the only export, `run` or `index`. */
function nodeEntry(unit: Unit, entryPoint: string | undefined, evaluator: Evaluator): FunctionValue | undefined {
  const { exportEquals, exports } = unit.facts;
  const whole = exportEquals === undefined ? undefined : functionBehind(unit, exportEquals, evaluator);
  if (whole !== undefined) return whole;
  const names = entryPoint !== undefined ? [entryPoint] : ["default", "run", "index", ...(Object.keys(exports).length === 1 ? Object.keys(exports) : [])];
  for (const name of names) {
    const found = exported(unit, name, evaluator) ?? memberOfWhole(unit, name, evaluator);
    if (found !== undefined) return found;
  }
  return entryPoint === undefined ? onlyMember(unit, evaluator) : undefined;
}

function memberOfWhole(unit: Unit, name: string, evaluator: Evaluator): FunctionValue | undefined {
  if (unit.facts.exportEquals === undefined) return undefined;
  for (const whole of evaluator.evaluate(unit, unit.facts.exportEquals).values)
    for (const value of evaluator.member(whole, name).values) if (value.kind === "function") return { unit: value.unit, index: value.index };
  return undefined;
}

function onlyMember(unit: Unit, evaluator: Evaluator): FunctionValue | undefined {
  if (unit.facts.exportEquals === undefined) return undefined;
  for (const whole of evaluator.evaluate(unit, unit.facts.exportEquals).values) {
    if (whole.kind !== "class" && whole.kind !== "object") continue;
    const methods = Object.keys(whole.unit.facts.classes[whole.index]!.methods);
    if (methods.length === 1) return memberOfWhole(unit, methods[0]!, evaluator);
  }
  return undefined;
}

/** What roots say about the app. Plain data: it goes from thread to thread. */
export interface Registered {
  /** The functions that their code registers, in the order of the roots. */
  readonly definitions: readonly FunctionDefinition[];
  /** The functions that function.json points at, by their place in its app. */
  readonly entries: ReadonlyMap<number, { readonly path: string; readonly function: number }>;
}

/** The app with the functions that code registers and the handlers that function.json points at. */
export function joinApp(app: FunctionApp, { entries, definitions: registered }: Registered): FunctionApp {
  const functions = app.functions.map((definition, index): FunctionDefinition => {
    const entry = entries.get(index);
    return entry === undefined ? definition : { ...definition, handler: { ...definition.handler, ...entry } };
  });
  if (registered.length === 0) return { ...app, functions };
  const python = registered.some(definition => definition.source.endsWith(".py"));
  const model = app.functions.length > 0 ? "mixed" : python ? "v2" : "v4";
  const language = python ? "python" : "javascript";
  return {
    ...app,
    functions: [...functions, ...registered],
    model,
    language: app.language === "unknown" || app.language === language ? language : "mixed",
  };
}
