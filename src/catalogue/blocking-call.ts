import type { BlockingCall, Crossing, Remedy } from "../model/catalogue.ts";
import type { Language } from "../model/facts.ts";
import type { BlockingData } from "./data.ts";

const CROSSES: Crossing = { arguments: true, result: true };
const STAYS: Crossing = { arguments: false, result: false };

/** The name as documentation spells it: names that need no import go without their module. */
export function fullName(language: Language, module: string, path: string): string {
  if (module === (language === "python" ? "builtins" : "globalThis")) return path;
  return path === "" ? module : `${module}.${path}`;
}

/** Makes an entry out of a group's data, for one of its names. What the data leaves out is the most common case. */
export function blockingCall(language: Language, module: string, path: string, data: BlockingData): BlockingCall {
  const { asyncLibrary, when, unless, unlessHandedTo, note, docs } = data;
  return {
    call: fullName(language, module, path),
    language,
    kind: data.kind ?? "cpu",
    bound: data.bound ?? "io",
    severity: data.severity ?? "error",
    remedy: remedyFor(language, path, data.remedy),
    crosses: data.crosses === undefined ? CROSSES : data.crosses === false ? STAYS : data.crosses,
    ...(asyncLibrary === undefined ? {} : { asyncLibrary }),
    ...(when === undefined ? {} : { when }),
    ...(unless === undefined ? {} : { unless }),
    ...(unlessHandedTo === undefined ? {} : { unlessHandedTo }),
    ...(note === undefined ? {} : { note }),
    ...(docs === undefined ? {} : { docs }),
  };
}

function remedyFor(language: Language, path: string, remedy: BlockingData["remedy"]): Remedy {
  if (remedy === undefined) return { kind: language === "python" ? "thread" : "offload" };
  if (typeof remedy === "string") return { kind: remedy };
  if (!("name" in remedy) || !remedy.name.includes("*")) return remedy;
  const own = path.slice(path.lastIndexOf(".") + 1).replace(/Sync$/, "");
  return { ...remedy, name: remedy.name.replace("*", own) };
}
