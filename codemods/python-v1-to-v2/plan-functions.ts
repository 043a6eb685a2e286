import { isTrigger, type FunctionApp, type FunctionDefinition } from "../../src/model/app.ts";
import type { MigrateOptions } from "../shared/migration.ts";
import type { Decorated } from "./bindings/decorate.ts";
import { json, type Decoration } from "./bindings/decoration.ts";
import { BASE_VERSION } from "./bindings/decorators.ts";
import { decorateAll } from "./bindings/http.ts";
import { retryDecoration } from "./bindings/retry.ts";
import type { Findings } from "./findings.ts";
import type { AppSource } from "./source/app-source.ts";
import type { InPlace } from "./source/decorate-module.ts";
import { findEntry, isNamedIn, type Entry } from "./source/entry.ts";
import { meaningNotes } from "./source/meaning.ts";
import type { PythonModule } from "./source/modules.ts";
import { signatureFault } from "./source/signature.ts";

/** One old function with its place in the new app. */
export interface PlannedFunction {
  readonly definition: FunctionDefinition;
  readonly module: PythonModule;
  /** The entry point's name in its module. */
  readonly attribute: string;
  /** Outermost first, `function_name` included. */
  readonly decorations: readonly Decoration[];
  /** Undefined: function_app.py registers it. */
  readonly inPlace?: InPlace;
}

/** Decides for every function of the app where and how it is registered. What cannot be is refused, all of it at once. */
export function planFunctions(app: FunctionApp, source: AppSource, options: MigrateOptions, findings: Findings): PlannedFunction[] {
  refuseDuplicates(app, findings);
  return app.functions.flatMap(definition => planFunction(definition, app, source, options, findings) ?? []);
}

function planFunction(definition: FunctionDefinition, app: FunctionApp, source: AppSource, options: MigrateOptions, findings: Findings): PlannedFunction | undefined {
  const { name, handler } = definition;
  const at = { function: name, place: { path: definition.source, range: { start: 0, end: 0 } } };
  if (handler === undefined) return undefined;
  const module = source.modules.at(handler.path);
  if (module === undefined) {
    findings.refuse("script", `The script of \`${name}\`, ${handler.path}, is not a Python file of the app.`, at);
    return undefined;
  }
  if (module.tree === undefined) return undefined;
  if (module.parts.some(part => part.includes("."))) {
    findings.refuse("dot-in-name", `The path of \`${name}\` has a dot in a folder's name: Python reads it as two packages, in v1 too. Rename the folder.`, at);
    return undefined;
  }
  const attribute = handler.entryPoint ?? "main";
  const found = findEntry(module, attribute);
  if (found === undefined) {
    findings.refuse("entry-point", `\`${attribute}\`, the entry point of \`${name}\`, is not defined in its script: v1 cannot load this function, and in v2 it would take all others with it.`, { function: name, place: { path: module.path, range: { start: 0, end: 0 } } });
    return undefined;
  }
  const shared = app.functions.some(other => other !== definition && other.handler?.path === handler.path && (other.handler.entryPoint ?? "main") === attribute);
  const entry = options.layout === "call" ? asNamed(found, "the layout asks for it") : placed(found, shared, module, attribute, source);

  const fault = found.node !== undefined && found.kind !== "created" && !createsWrapper(found) ? signatureFault(found.node, definition.bindings, module.tree) : undefined;
  if (fault !== undefined)
    findings.refuse("parameters", `\`${name}\`: ${fault}. v1 does not load this function; in v2 it would take all others with it.`, { function: name, place: { path: module.path, range: module.tree.nameRange(found.node!) } });

  const decorations = decorationsOf(definition, entry, source, findings);
  if (decorations === undefined) return undefined;
  meaningNotes(definition, module, findings);
  if (entry.kind === "named" && options.layout !== "call")
    findings.note("info", "registered-in-function-app", `\`${attribute}\` is registered in function_app.py and stays as it is, because ${entry.reason}.`, { function: name });
  return {
    definition,
    module,
    attribute,
    decorations,
    ...(entry.kind === "def" && { inPlace: { node: entry.node, decorations } }),
    ...(entry.kind === "created" && { inPlace: { node: entry.node, decorations, replaces: entry.assignment } }),
  };
}

function createsWrapper(entry: Entry): boolean {
  return entry.kind !== "def" && entry.creates !== undefined;
}

/** A decorated name is no plain function any more: what others use is registered by name instead. */
function placed(entry: Entry, shared: boolean, module: PythonModule, attribute: string, source: AppSource): Entry {
  if (entry.kind === "named") return entry;
  if (shared) return asNamed(entry, "several functions share it");
  const names = entry.kind === "created" ? [attribute, entry.node.name] : [attribute];
  const user = source.modules.all.find(other => other !== module && names.some(name => isNamedIn(other, source.imports.get(other) ?? [], module, name)));
  return user === undefined ? entry : asNamed(entry, `\`${user.parts.join(".")}\` uses it`);
}

function asNamed(entry: Entry, reason: string): Entry {
  if (entry.kind === "named") return entry;
  return { kind: "named", reason, node: entry.node, ...(entry.kind === "created" && { creates: entry.creates }) };
}

function decorationsOf(definition: FunctionDefinition, entry: Entry, source: AppSource, findings: Findings): Decoration[] | undefined {
  const { name, bindings } = definition;
  const at = { function: name, place: { path: definition.source, range: { start: 0, end: 0 } } };
  const triggers = bindings.filter(isTrigger);
  if (triggers.length !== 1) {
    findings.refuse("trigger", `\`${name}\` has ${triggers.length === 0 ? "no trigger" : `${triggers.length} triggers`}: a function must have exactly one.`, at);
    return undefined;
  }
  const wrapper = triggers.find(({ type, name: bound }) => /^(orchestration|entity)Trigger$/i.test(type) && bound !== "context");
  if (wrapper !== undefined && (entry.kind === "created" || createsWrapper(entry))) {
    findings.refuse("context-name", `\`${name}\`: the binding of an orchestrator or entity must be named \`context\`, not \`${wrapper.name}\`; the worker does not load it otherwise.`, at);
    return undefined;
  }
  const retry = retryDecoration(definition.retry);
  const all: (Decorated | { readonly refusal: string })[] = decorateAll(bindings, source.libraries, entry.kind === "created");
  const decorations: Decoration[] = [{ decorator: "function_name", arguments: [["name", json(name)]], since: BASE_VERSION }];
  for (const each of [...all, ...(retry === undefined ? [] : [{ dropped: [], ...retry }])]) {
    if ("refusal" in each) {
      findings.refuse("binding", `\`${name}\`: ${each.refusal}.`, at);
      continue;
    }
    decorations.push(each.decoration);
    for (const key of each.dropped) findings.note("info", "comment-key-dropped", `The property \`${key}\` of a binding is a remark for people; decorators have no place for it.`, at);
  }
  for (const key of Object.keys(definition.rest ?? {}).filter(key => !/^(generatedBy|configurationSource|\$schema|_.*|\/\/.*)$/.test(key)))
    findings.note("info", "top-level-key-dropped", `function.json has \`${key}\`, which the host does not read for Python.`, at);
  return innermostLast(decorations);
}

function innermostLast(decorations: readonly Decoration[]): Decoration[] {
  return [...decorations.filter(({ innermost }) => !innermost), ...decorations.filter(({ innermost }) => innermost)];
}

function refuseDuplicates(app: FunctionApp, findings: Findings): void {
  const seen = new Map<string, string>();
  for (const { name, source } of app.functions) {
    const lower = name.toLowerCase();
    const other = seen.get(lower);
    if (other !== undefined) findings.refuse("duplicate-name", `\`${name}\` and \`${other}\` are the same name to the host, which reads names in any case.`, { function: name, place: { path: source, range: { start: 0, end: 0 } } });
    seen.set(lower, name);
  }
}
