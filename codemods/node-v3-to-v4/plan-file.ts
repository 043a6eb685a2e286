import { ts } from "ts-morph";

import type { Binding, FunctionDefinition } from "../../src/model/app.ts";
import type { Note } from "../../src/model/codemod.ts";
import { rewriteDurableCall } from "./handler/durable.ts";
import { rewriteHandler, usesThis } from "./handler/rewrite.ts";
import type { Callers } from "./handler/callers.ts";
import type { RemoteOutcomes } from "./handler/remote.ts";
import { Unsupported, type Carried, type Handler } from "./handler/state.ts";
import { DURABLE } from "./registration/binding-types.ts";
import { triggerOf } from "./registration/effective.ts";
import { printRegistration, type LibraryName } from "./registration/print.ts";
import { printValue, styleOf, type CodeStyle } from "./registration/style.ts";
import { entryPointName, findEntryPoint, type EntryPoint } from "./source/exports.ts";
import { durableName, isCommonJs, planImports } from "./source/imports.ts";
import { isEsModule } from "./source/module-format.ts";
import { referenceTo, type HandlerReference } from "./source/reference.ts";
import { annotateHandler, annotateRemote, isInSignature, planOldTypes, typesOfText } from "./source/types.ts";
import { declaredNames, freeName, walk, type FunctionNode } from "./syntax/ask.ts";
import type { AppProgram } from "./syntax/program.ts";
import { Replacements } from "./syntax/render.ts";

export interface PlannedFunction {
  readonly definition: FunctionDefinition;
  readonly wrapped: boolean;
  readonly after: readonly Binding[];
}

export interface PlannedFile {
  readonly text: string;
  readonly functions: readonly PlannedFunction[];
  readonly notes: readonly Note[];
  readonly usesRuntime: boolean;
  readonly usesDurable: boolean;
  /** The handlers that were rewritten, with the helpers they call. */
  readonly rewritten: readonly Handler[];
  /** The handlers that stay as they are and run through `fromV3`. */
  readonly kept: ReadonlyMap<FunctionNode, readonly FunctionDefinition[]>;
}

export interface FileInput {
  readonly path: string;
  readonly definitions: readonly FunctionDefinition[];
  readonly program: AppProgram;
  /** Another file of the app imports this one. */
  readonly isImported: boolean;
  /** Places that were found not to be rewritable with those who hand them the context. */
  readonly refused: ReadonlyMap<ts.Node, Unsupported>;
  /** What the contexts of these handlers must carry for the places they are handed to. */
  readonly carried: ReadonlyMap<ts.Node, ReadonlySet<Carried>>;
  readonly callers: Callers;
  /** Handlers that stand elsewhere: in another file, or inside a function that makes them. */
  readonly remotes: RemoteOutcomes;
  /** Helpers in this file, rewritten with their callers. */
  readonly helpers: readonly Handler[];
}

interface Outcome {
  readonly handler?: Handler;
  readonly failure?: Unsupported;
}

/** Plans the new text of one script: its handlers rewritten or wrapped, and every function registered. */
export function planFile({ path, definitions, program, isImported, refused, carried, callers, remotes, helpers }: FileInput): PlannedFile {
  const file = program.file(path)!;
  const style = styleOf(file.text);
  const typescript = isTypeScript(path);
  const edits = new Replacements();
  const notes: Note[] = [];
  const entries = definitions.map(definition => ({ definition, entry: findEntryPoint(file, definition.handler?.entryPoint, program.checker) }));
  const outcomes = rewriteAll(entries, { file, program, style, typescript, refused, carried, callers });
  for (const helper of helpers) edits.merge(helper.edits);
  for (const { handler } of outcomes.values()) if (handler !== undefined) edits.merge(handler.edits);
  const runtime = new Set<string>(helpers.flatMap(helper => [...helper.runtime]));
  const values = new Set<string>();
  let isDurable = false;
  const types = new Set<string>();
  const runtimeTypes = new Set<string>();
  const registrations: string[] = [];
  const functions: PlannedFunction[] = [];
  const kept = new Map<FunctionNode, FunctionDefinition[]>();
  const prepared = new Set<ts.Node>();
  const references = new Map<ts.Node, HandlerReference>();
  const names = libraryNames(file);
  const df = durableName(file) ?? names.df;
  const own = isEsModule(path, program.options) || typescript ? freeName("ownExports", file) : undefined;

  for (const { definition, entry } of entries) {
    const outcome = entry?.fn === undefined ? remotes.get(definition) : outcomes.get(entry.fn);
    const handler = outcome?.handler;
    const failure = outcome?.failure ?? (handler === undefined ? unseen(definition, entry, file) : undefined);
    const durable = DURABLE[triggerOf(definition)?.type.toLowerCase() ?? ""];
    const isStripped = entry?.wrapper !== undefined;
    const reference = entry === undefined ? { text: unknownEntry(definition, file, program, own), prepare: () => {} } : references.get(entry.exported.value) ?? referenceTo(entry, file, isImported, handlerName(definition));
    if (entry !== undefined) references.set(entry.exported.value, reference);
    if (entry !== undefined && !prepared.has(entry.exported.by)) {
      prepared.add(entry.exported.by);
      reference.prepare(edits);
    }
    if (entry?.wrapper !== undefined && !prepared.has(entry.wrapper)) {
      prepared.add(entry.wrapper);
      const { wrapper } = entry;
      edits.replace(wrapper, render => render(wrapper.arguments[0]!));
    }

    const wrapped = failure !== undefined && !isStripped;
    const keptFn = wrapped ? (entry?.fn ?? remotes.get(definition)?.kept) : undefined;
    if (keptFn !== undefined) kept.set(keptFn, [...(kept.get(keptFn) ?? []), definition]);
    if (handler !== undefined) {
      if (entry?.fn !== undefined) for (const name of handler.runtime) runtime.add(name);
      for (const found of handler.notes) notes.push(toNote(found.code, found.message, found.node, definition, "suggestion"));
    }
    if (failure !== undefined) notes.push(toNote(failure.code, isStripped ? `${failure.message} Its body was not looked at.` : `${failure.message} The function runs unchanged through \`fromV3\`.`, failure.node, definition, "manual"));
    const bound = entry?.name !== "*" && usesThis(entry?.fn) ? `${reference.text}.bind(${own ?? "module.exports"})` : reference.text;
    const expression = wrapped ? wrappedHandler(definition, bound, file, style) : handler?.usesThis === true ? bound : reference.text;
    if (wrapped) runtime.add("fromV3");
    const registration = printRegistration(definition, { style, typescript, handler: expression, names: { ...names, df }, asked: handler?.asked ?? new Set(definition.bindings.map(binding => binding.name)) });
    const handlerType = registration.handlerType === "" ? "FunctionHandler" : registration.handlerType;
    if (handler !== undefined && typescript && entry?.fn !== undefined) annotateHandler(handler.fn, handlerType, edits);
    if (handler !== undefined && entry !== undefined && entry.fn === undefined) annotateRemote(handler, entry.exported.value, handlerType, edits, program.checker);
    for (const name of registration.uses) if (name === "df") isDurable = true;
    else values.add(names[name] === name ? name : isCommonJs(file) ? `${name}: ${names[name]}` : `${name} as ${names[name]}`);
    if (durable !== undefined) isDurable = true;
    registrations.push(wrapped && failure !== undefined ? `// funcfix: TODO(${failure.code}) ${oneLine(failure.message)}${style.newline}${registration.text}` : registration.text);
    functions.push({ definition, wrapped, after: registration.after });
  }

  walk(file, node => {
    if (ts.isCallExpression(node) && !edits.has(node)) rewriteDurableCall(node, edits, program.checker);
  });
  if (typescript) {
    const rewritten = [...[...outcomes].flatMap(([fn, { handler }]) => (handler === undefined ? [] : [fn])), ...helpers.filter(helper => !helper.isHolder).map(helper => helper.fn)];
    for (const name of typesOfText(rewritten.length + helpers.length === 0 ? "" : signatureText(file, edits))) if (!isOwnName(file, name)) types.add(name);
    if (edits.print(file).includes("& V3Members")) runtimeTypes.add("V3Members");
    planOldTypes(file, edits, node => edits.has(node.parent) || rewritten.some(fn => isInSignature(fn, node)), { types, runtimeTypes });
  }
  const usesOwn = own !== undefined && registrations.some(text => text.includes(own));
  planImports(file, { values, types, runtime, runtimeTypes, durable: isDurable ? df : undefined, ...(usesOwn && { own }) }, edits, style, program.options.verbatimModuleSyntax === true);
  const printed = edits.print(file);
  const text = `${printed.trimEnd()}${style.newline}${style.newline}${registrations.join(style.newline + style.newline)}${style.newline}`;
  return { text, functions, notes, usesRuntime: runtime.size + runtimeTypes.size > 0, usesDurable: isDurable, rewritten: [...outcomes.values()].flatMap(({ handler }) => (handler === undefined ? [] : [handler])), kept };
}

/** Rewrites each handler once, also when several functions share it; one failure wraps them all. */
function rewriteAll(entries: readonly { definition: FunctionDefinition; entry: EntryPoint | undefined }[], { carried, ...input }: Pick<FileInput, "program" | "refused" | "carried" | "callers"> & { file: ts.SourceFile; style: CodeStyle; typescript: boolean }): Map<FunctionNode, Outcome> {
  const outcomes = new Map<FunctionNode, Outcome>();
  for (const { definition, entry } of entries) {
    if (entry?.fn === undefined) continue;
    const { fn } = entry;
    const before = outcomes.get(fn);
    try {
      if (before?.failure !== undefined) continue;
      const known = input.refused.get(fn);
      if (known !== undefined) throw known;
      const [caller] = input.callers.callsOf(fn);
      if (caller !== undefined) throw new Unsupported("handler-called", `Other code calls the handler: \`${caller.getText().slice(0, 60).split("\n")[0]}\`.`, caller);
      const handler = rewriteHandler({ ...input, definition, fn, carried: carried.get(fn) ?? new Set() });
      if (before?.handler !== undefined && !isSame(before.handler.definition, definition)) throw new Unsupported("shared-handler", "Functions with different bindings share this handler.", fn);
      outcomes.set(fn, { handler: before?.handler ?? handler });
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      outcomes.set(fn, { failure: error });
    }
  }
  return outcomes;
}

/** Names for the libraries that nothing else in the file has. */
function libraryNames(file: ts.SourceFile): Record<LibraryName, string> {
  const used = new Set(declaredNames(file));
  const name = (wanted: LibraryName): string => (used.has(wanted) ? `functions${wanted.charAt(0).toUpperCase()}${wanted.slice(1)}` : wanted);
  return { app: name("app"), input: name("input"), output: name("output"), trigger: name("trigger"), df: name("df") };
}

/** What a shared handler sees of the bindings is the same for both functions. */
function isSame(left: FunctionDefinition, right: FunctionDefinition): boolean {
  return seenBindings(left) === seenBindings(right);
}

/** The bindings as far as code can tell them apart. */
export function seenBindings(definition: FunctionDefinition): string {
  return JSON.stringify(definition.bindings.map(({ type, direction, name, options }) => [type.toLowerCase(), direction, name, options["cardinality"] ?? null]));
}

export function isTypeScript(path: string): boolean {
  return /\.[cm]?tsx?$/.test(path);
}

function unseen(definition: FunctionDefinition, entry: EntryPoint | undefined, file: ts.SourceFile): Unsupported {
  const name = definition.handler?.entryPoint;
  if (entry === undefined) return new Unsupported("no-entry-point", name === undefined ? "The script does not show what it exports as the handler." : `The script does not show an export \`${name}\`.`, file.statements[0] ?? file);
  return new Unsupported("unseen-handler", "The handler is not a function that the script shows.", entry.exported.by);
}

/**
 * The entry point is not to be seen in the script: the rule of the old worker, asked of the module's own exports. `own`
 * names them in an ES module; their names are known where other files export them.
 */
function unknownEntry(definition: FunctionDefinition, file: ts.SourceFile, program: AppProgram, own: string | undefined): string {
  const wanted = definition.handler?.entryPoint;
  const name = own === undefined ? undefined : entryPointName(file, wanted, program.checker);
  const member = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`);
  if (name !== undefined) return own! + member(name);
  const typescript = /\.[cm]?tsx?$/.test(file.fileName);
  const parameters = typescript ? "...inputs: any[]" : "...inputs";
  const exported = own === undefined ? "module.exports" : typescript ? `(${own} as any)` : own;
  if (wanted !== undefined) return `(${parameters}) => ${exported}${member(wanted)}(...inputs)`;
  if (own !== undefined) return `(${parameters}) => (${exported}["run"] ?? ${exported}["index"] ?? Object.values${typescript ? "<any>" : ""}(${own})[0])(...inputs)`;
  return `(${parameters}) => (typeof module.exports === "function" ? module.exports : Object.values(module.exports)[0])(...inputs)`;
}

/** `fromV3(handler, bindings)`: bindings as in function.json. */
function wrappedHandler(definition: FunctionDefinition, reference: string, file: ts.SourceFile, style: CodeStyle): string {
  const bindings = definition.bindings.map(({ type, direction, name, options }) => `  ${printValue({ type, direction, name, ...options }, style)},`);
  const directory = file.text.includes("functionDirectory") ? `, { functionDirectory: ${isCommonJs(file) || /\.c?tsx?$/.test(file.fileName) ? "__dirname" : "import.meta.dirname"} }` : "";
  return `fromV3(${reference}, [\n${bindings.join("\n")}\n]${directory})`;
}

function toNote(code: string, message: string, node: ts.Node, definition: FunctionDefinition, safety: Note["safety"]): Note {
  const file = node.getSourceFile();
  return { safety, code, message, function: definition.name, place: { path: file.fileName, range: { start: node.getStart(file), end: node.end } } };
}

/** A name for the handler in the style of the function's: `HttpTrigger1` gives `httpTrigger1`. */
function handlerName(definition: FunctionDefinition): string {
  const name = definition.name.replaceAll(/[^A-Za-z0-9_$]+(.)?/g, (_, next: string | undefined) => (next ?? "").toUpperCase());
  const camel = name.charAt(0).toLowerCase() + name.slice(1);
  return isDeclarable(camel) && !TAKEN.has(camel) ? camel : "handler";
}

/** Names that would hide what the new code calls. */
const TAKEN = new Set(["app", "input", "output", "trigger", "df", "module", "exports", "require", "context", "async", "await", "yield", "let", "static"]);

/** A name that may be declared: one identifier, and no word of the language. */
function isDeclarable(name: string): boolean {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, name);
  return scanner.scan() === ts.SyntaxKind.Identifier && scanner.getTokenText() === name;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

function signatureText(file: ts.SourceFile, edits: Replacements): string {
  return edits.print(file).replaceAll(/^import .*$/gm, "");
}

function isOwnName(file: ts.SourceFile, name: string): boolean {
  return file.statements.some(statement => (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name?.text === name);
}
