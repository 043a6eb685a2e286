import type { ts } from "ts-morph";

import type { FunctionDefinition } from "../../src/model/app.ts";
import { isIndifferent, isTypedOld, retypeHolders, rewriteHolder, strangerIn, type RewrittenHolder } from "./handler/helpers.ts";
import { findOldContexts, type OldContexts } from "./handler/old-context.ts";
import { openHandler } from "./handler/open.ts";
import { findCallers, type Callers } from "./handler/callers.ts";
import { Unsupported, type Carried, type Handler } from "./handler/state.ts";
import { remoteEntries, rewriteRemotes, type RemoteOutcomes } from "./handler/remote.ts";
import { isTypeScript, planFile, seenBindings, type PlannedFile } from "./plan-file.ts";
import { importedFiles } from "./project/source-files.ts";
import { isTestFile } from "./project/next-steps.ts";
import { styleOf } from "./registration/style.ts";
import { planImports } from "./source/imports.ts";
import { isInSignature, planOldTypes, typesOfText } from "./source/types.ts";
import type { AppProgram } from "./syntax/program.ts";
import { Replacements } from "./syntax/render.ts";

export interface PlannedSources {
  readonly scripts: ReadonlyMap<string, PlannedFile>;
  /** Files that hold no handler and change all the same: helpers, and users of the old types. */
  readonly others: ReadonlyMap<string, { readonly text: string; readonly usesRuntime: boolean }>;
}

/**
 * Plans all sources of the app. A place that gets the context changes with all who hand it the context or not at all:
 * when one turns out not to be rewritable, the plan is made again without it, and its callers are wrapped. What such
 * places expect on the context, the handlers are planned again to put there.
 */
export function planSources(program: AppProgram, scripts: ReadonlyMap<string, readonly FunctionDefinition[]>): PlannedSources {
  const refused = new Map<ts.Node, Unsupported>();
  const carried = new Map<ts.Node, ReadonlySet<Carried>>();
  const imported = importedFiles(program);
  const callers = findCallers(program, isTestFile);
  const entries = remoteEntries(program, scripts, callers, refused);
  const planScripts = (remotes: RemoteOutcomes, helpers: readonly Handler[]): Map<string, PlannedFile> =>
    new Map([...scripts].map(([path, definitions]) => [path, planFile({ path, definitions, program, isImported: imported.has(path), refused, carried, callers, remotes, helpers: helpers.filter(helper => helper.file.fileName === path) })]));
  for (;;) {
    const remotes = rewriteRemotes(entries, { program, refused, carried, callers });
    const first = planScripts(remotes, []);
    const distant = [...new Set([...remotes.values()].flatMap(({ handler }) => handler ?? []))];
    const handlers = [...[...first.values()].flatMap(file => file.rewritten), ...distant];
    const oldContexts = findOldContexts(new Map([...first.values()].flatMap(file => [...file.kept])), callers, program.checker);
    const found = rewriteHolders(handlers, { program, refused, callers, oldContexts });
    if (found === undefined || addCarried(handlers, found, carried)) continue;
    retypeHolders(found.values());
    const helpers = [...distant, ...[...found.values()].flatMap(holder => [...holder.parts, ...castArguments(holder, handlers[0]!, callers, oldContexts)])];
    return { scripts: helpers.length === 0 ? first : planScripts(remotes, helpers), others: planOthers(program, scripts, helpers) };
  }
}

interface HolderRound {
  readonly program: AppProgram;
  readonly refused: Map<ts.Node, Unsupported>;
  readonly callers: Callers;
  readonly oldContexts: OldContexts;
}

/** Every place that the handlers hand their context to, and those that these hand it to. Undefined when one had to be refused. */
function rewriteHolders(handlers: readonly Handler[], round: HolderRound): Map<ts.Node, RewrittenHolder> | undefined {
  const { program, refused, callers, oldContexts } = round;
  const found = new Map<ts.Node, RewrittenHolder>();
  const wanted = handlers.flatMap(handler => [...handler.holders.values()].map(holder => ({ holder, handler })));
  const seen = new Map<ts.Node, Set<string>>();
  const sizeBefore = refused.size;
  for (let next = wanted.pop(); next !== undefined; next = wanted.pop()) {
    const { holder, handler } = next;
    const bindings = seenBindings(handler.definition);
    const before = seen.get(holder.at);
    if (refused.has(holder.at) || before?.has(bindings) === true) continue;
    seen.set(holder.at, (before ?? new Set()).add(bindings));
    try {
      const rewritten = rewriteFor(holder, handler, round);
      const other = found.get(holder.at);
      if (other !== undefined && textOf(other) !== textOf(rewritten)) throw new Unsupported("context-helper", "Functions with different bindings use it.", holder.at);
      found.set(holder.at, other === undefined || carriedBy(rewritten).size > carriedBy(other).size ? rewritten : other);
      for (const part of rewritten.parts) for (const inner of part.holders.values()) wanted.push({ holder: inner, handler });
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      refused.set(holder.at, error);
    }
  }
  // Those who hand the context to a refused place stay as they are: who the strangers are shows in the next round.
  if (refused.size > sizeBefore) return undefined;
  const passed = new Set([...handlers, ...[...found.values()].flatMap(({ parts }) => parts)].flatMap(handler => [...handler.passed]));
  const known = new Set([...found.values()].flatMap(({ uses }) => uses.certain));
  for (const [at, rewritten] of found) {
    const { holder, uses } = rewritten;
    if (isIndifferent(rewritten)) continue;
    const unknown = uses.possible.find(use => !known.has(use));
    const isOld = (argument: ts.Expression): boolean => [...(oldContexts(argument) ?? [undefined])].every(definition => definition !== undefined && comesToTheSame(rewritten, definition, found, round));
    const stranger = unknown === undefined ? strangerIn(holder, passed, callers, program, isOld) : `\`${unknown.getText().slice(0, 40)}\` may be it as well.`;
    if (stranger !== undefined) refused.set(at, new Unsupported("context-helper", stranger, holder.at));
  }
  return refused.size > sizeBefore ? undefined : found;
}

function rewriteFor(holder: RewrittenHolder["holder"], { definition, fn }: Pick<Handler, "definition" | "fn">, { program, callers, refused }: HolderRound): RewrittenHolder {
  return rewriteHolder(holder, { definition, fn, program, callers, refused }, file => ({ style: styleOf(file.text), typescript: isTypeScript(file.fileName) }));
}

/** The place, and all that it hands the context to, would be rewritten in the same way for this function too. */
function comesToTheSame(rewritten: RewrittenHolder, definition: FunctionDefinition, found: ReadonlyMap<ts.Node, RewrittenHolder>, round: HolderRound): boolean {
  const wanted = [rewritten];
  const seen = new Set<RewrittenHolder>();
  for (let next = wanted.pop(); next !== undefined; next = wanted.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const [part] = next.parts;
    try {
      if (part !== undefined && textOf(rewriteFor(next.holder, { definition, fn: part.fn }, round)) !== textOf(next)) return false;
    } catch (error) {
      if (error instanceof Unsupported) return false;
      throw error;
    }
    for (const { holders } of next.parts) for (const at of holders.keys()) wanted.push(...[found.get(at)].filter(inner => inner !== undefined));
  }
  return true;
}

/** Handlers that stay as they are hand a helper their old context, which has all that the helper asks of the new one: its type does not say so. */
function castArguments({ holder }: RewrittenHolder, { definition, fn, program, refused }: Handler, callers: Callers, oldContexts: OldContexts): Handler[] {
  if (holder.kind === "member" || holder.given === undefined || !isTypedOld(holder)) return [];
  const { index } = holder.given;
  return callers.callsOf(holder.given.fn).flatMap(call => {
    const argument = call.arguments?.[index];
    const file = call.getSourceFile();
    if (argument === undefined || !isTypeScript(file.fileName) || oldContexts(argument) === undefined) return [];
    const part = openHandler({ definition, fn, file, program, callers, refused, style: styleOf(file.text), typescript: true, isHolder: true });
    part.edits.replace(argument, render => `${render.inner(argument)} as any`);
    return [part];
  });
}

function textOf({ parts }: RewrittenHolder): string {
  return parts.map(({ edits, file }) => edits.print(file)).join("\0");
}

function carriedBy({ parts }: RewrittenHolder): Set<Carried> {
  return new Set(parts.flatMap(part => [...part.carried]));
}

/** Tells each handler what the places behind it expect of its context; true when one did not know. */
function addCarried(handlers: readonly Handler[], found: ReadonlyMap<ts.Node, RewrittenHolder>, carried: Map<ts.Node, ReadonlySet<Carried>>): boolean {
  let isNew = false;
  for (const handler of handlers) {
    const needed = new Set<Carried>();
    const reached = new Set<ts.Node>();
    const reach = (at: ts.Node): void => {
      const rewritten = found.get(at);
      if (reached.has(at) || rewritten === undefined) return;
      reached.add(at);
      for (const name of carriedBy(rewritten)) needed.add(name);
      for (const part of rewritten.parts) for (const inner of part.holders.keys()) reach(inner);
    };
    for (const at of handler.holders.keys()) reach(at);
    const known = carried.get(handler.fn);
    if ([...needed].every(name => known?.has(name) === true)) continue;
    carried.set(handler.fn, new Set([...(known ?? []), ...needed]));
    isNew = true;
  }
  return isNew;
}

function planOthers(program: AppProgram, scripts: ReadonlyMap<string, unknown>, helpers: readonly Handler[]): Map<string, { text: string; usesRuntime: boolean }> {
  const planned = new Map<string, { text: string; usesRuntime: boolean }>();
  for (const file of program.files) {
    if (scripts.has(file.fileName)) continue;
    const own = helpers.filter(helper => helper.file === file);
    const typescript = isTypeScript(file.fileName);
    if (own.length === 0 && !(typescript && file.text.includes("@azure/functions"))) continue;
    const edits = new Replacements();
    for (const helper of own) edits.merge(helper.edits);
    const runtime = new Set<string>(own.flatMap(helper => [...helper.runtime]));
    const remote = own.filter(helper => !helper.isHolder).map(helper => helper.fn);
    const types = new Set(typescript && own.length > 0 ? typesOfText(edits.print(file).replaceAll(/^import .*$/gm, "")).filter(name => name === "InvocationContext" || remote.length > 0) : []);
    const runtimeTypes = new Set<string>(typescript && edits.print(file).includes("& V3Members") ? ["V3Members"] : []);
    if (typescript) planOldTypes(file, edits, node => edits.has(node.parent) || remote.some(fn => isInSignature(fn, node)), { types, runtimeTypes });
    planImports(file, { values: new Set(), types, runtime, runtimeTypes, durable: undefined }, edits, styleOf(file.text), program.options.verbatimModuleSyntax === true);
    const text = edits.print(file);
    if (text !== file.text) planned.set(file.fileName, { text, usesRuntime: runtime.size + runtimeTypes.size > 0 });
  }
  return planned;
}
