import type { FunctionDefinition } from "../../../src/model/app.ts";
import type { Findings } from "../findings.ts";
import type { AppImport } from "./imports.ts";
import type { PythonModule } from "./modules.ts";

/** Types whose return value the worker sends without a `$return` binding. */
const IMPLICIT = new Set(["activitytrigger", "orchestrationtrigger", "entitytrigger", "generic", "durableclient"]);

/** What v2 changes in a function without any change in its text. */
export function meaningNotes(definition: FunctionDefinition, module: PythonModule, findings: Findings): void {
  const { name } = definition;
  const at = (pattern: RegExp): { function: string; place?: { path: string; range: { start: number; end: number } } } => {
    const match = pattern.exec(module.text);
    return match === null ? { function: name } : { function: name, place: { path: module.path, range: { start: match.index, end: match.index + match[0].length } } };
  };
  const logger = /getLogger\(\s*__name__\s*\)/;
  if (logger.test(module.text))
    findings.note("info", "logger-name", `The logger's name was \`__app__.${module.parts.join(".")}\` and is now \`${module.parts.join(".")}\`: look at log levels in host.json and at queries.`, at(logger));
  const trigger = definition.bindings.find(({ type }) => /trigger$/i.test(type));
  const outputs = definition.bindings.filter(({ direction, name: bound }) => direction === "out" && bound !== "$return");
  const isTyped = (type: string): boolean => !/^(sendgrid|twiliosms|signalr|rabbitmq|table|webpubsub|notificationhub)$/i.test(type);
  if (trigger && IMPLICIT.has(trigger.type.toLowerCase()) && outputs.some(({ type }) => !isTyped(type)))
    findings.note("manual", "return-encoding", "Two bindings here may take the return value; v1 let their order in a map decide how it is encoded, v2 takes the trigger. Look at what callers receive.", { function: name });
}

/** A module that v1 loaded twice, as `__app__.x` and as `x`, with two sets of globals. */
export function doubleIdentityNotes(all: ReadonlyMap<PythonModule, readonly AppImport[]>, findings: Findings): void {
  const ways = new Map<string, Set<string>>();
  for (const [module, imports] of all) {
    if (module.isTest) continue;
    for (const { target, by, staysInside } of imports) {
      if (target === undefined || target.length === 0 || (by === "dots" && staysInside)) continue;
      const key = target.join(".");
      const known = ways.get(key);
      if (known) known.add(by === "path" ? "path" : "app");
      else ways.set(key, new Set([by === "path" ? "path" : "app"]));
    }
  }
  for (const [name, found] of ways)
    if (found.size > 1) findings.note("info", "module-loaded-once", `v1 loaded \`${name}\` twice, as \`__app__.${name}\` and as \`${name}\`, each with its own global state. v2 loads it once.`);
}
