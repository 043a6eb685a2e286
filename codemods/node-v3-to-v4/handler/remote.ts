import { ts } from "ts-morph";

import type { FunctionDefinition } from "../../../src/model/app.ts";
import { styleOf } from "../registration/style.ts";
import { findEntryPoint } from "../source/exports.ts";
import { declaredSignature, retypeSignature } from "../source/maker-type.ts";
import { bare, isFunctionNode, type FunctionNode } from "../syntax/ask.ts";
import type { AppProgram } from "../syntax/program.ts";
import type { Call, Callers } from "./callers.ts";
import { functionNamed, functionsCalled, requiredExport } from "./holders.ts";
import { declarationOf } from "./references.ts";
import { rewriteHandler } from "./rewrite.ts";
import { Unsupported, type Carried, type Handler } from "./state.ts";

/** How the handlers of functions came out whose scripts take them from elsewhere. */
export type RemoteOutcomes = ReadonlyMap<FunctionDefinition, RemoteOutcome>;

interface RemoteOutcome {
  readonly handler?: Handler;
  readonly failure?: Unsupported;
  /** The handler that stays as it is, when it could not be rewritten. */
  readonly kept?: FunctionNode;
}

/** A handler that a script imports, or that a function of the app makes for it. */
interface RemoteEntry {
  readonly fn: FunctionNode;
  readonly definitions: FunctionDefinition[];
  /** The function that makes the handler, and its calls by scripts. */
  readonly maker: FunctionNode | undefined;
  readonly calls: Call[];
}

/** Finds the functions behind the entry points that are no functions themselves. */
export function remoteEntries(program: AppProgram, scripts: ReadonlyMap<string, readonly FunctionDefinition[]>, callers: Callers, refused: Map<ts.Node, Unsupported>): RemoteEntry[] {
  const entries = new Map<FunctionNode, RemoteEntry>();
  const own = new Set<FunctionNode>();
  for (const [path, definitions] of scripts)
    for (const definition of definitions) {
      const file = program.file(path);
      const entry = file === undefined ? undefined : findEntryPoint(file, definition.handler?.entryPoint, program.checker);
      if (entry?.fn !== undefined) own.add(entry.fn);
      if (entry === undefined || entry.fn !== undefined || isFunctionNode(entry.exported.value)) continue;
      const found = behind(entry.exported.value, program);
      if (found === undefined) continue;
      const known = entries.get(found.fn) ?? { fn: found.fn, definitions: [], maker: found.maker, calls: [] };
      entries.set(found.fn, known);
      known.definitions.push(definition);
      if (found.call !== undefined) known.calls.push(found.call);
    }
  for (const fn of entries.keys()) if (own.has(fn)) refused.set(fn, new Unsupported("shared-handler", "Several scripts export this handler.", fn));
  return [...entries.values()].filter(entry => !own.has(entry.fn)).filter(entry => entry.maker === undefined || isMadeOnlyFor(entry, callers));
}

/** No other code makes such a handler, to call it as the old model did. */
function isMadeOnlyFor({ maker, calls }: RemoteEntry, callers: Callers): boolean {
  return maker !== undefined && !callers.isTaken(maker) && callers.callsOf(maker).every(call => calls.includes(call));
}

function behind(value: ts.Expression, program: AppProgram, depth = 0): { readonly fn: FunctionNode; readonly maker?: FunctionNode; readonly call?: Call } | undefined {
  const expression = bare(value);
  const required = requiredExport(expression, program);
  if (required !== undefined) return isFunctionNode(required) ? { fn: required } : depth < 4 ? behind(required, program, depth + 1) : undefined;
  if (ts.isCallExpression(expression)) {
    const makers = functionsCalled(expression, program) ?? [];
    const [maker] = makers;
    const fn = makers.length === 1 && maker !== undefined ? madeBy(maker, program) : undefined;
    return fn === undefined || maker === undefined ? undefined : { fn, maker, call: expression };
  }
  const named = functionNamed(expression, program);
  if (named !== undefined) return { fn: named };
  const declaration = ts.isIdentifier(expression) && depth < 4 ? declarationOf(expression, program.checker) : undefined;
  const isConstant = declaration !== undefined && ts.isVariableDeclaration(declaration) && (declaration.parent.flags & ts.NodeFlags.Const) !== 0;
  return isConstant && declaration.initializer !== undefined ? behind(declaration.initializer, program, depth + 1) : undefined;
}

/** The function that a function returns, where it returns that one and no other value. */
function madeBy(maker: FunctionNode, program: AppProgram): FunctionNode | undefined {
  const { body } = maker;
  if (body === undefined || maker.asteriskToken !== undefined || maker.modifiers?.some(modifier => modifier.kind === ts.SyntaxKind.AsyncKeyword) === true) return undefined;
  const returned: (ts.Expression | undefined)[] = ts.isBlock(body) ? [] : [body];
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node)) returned.push(node.expression);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  if (ts.isBlock(body)) visit(body);
  const [only] = returned;
  if (returned.length !== 1 || only === undefined) return undefined;
  const fn = functionNamed(bare(only), program);
  return fn !== undefined && ts.findAncestor(fn, node => node === maker) !== undefined ? fn : undefined;
}

interface Round {
  readonly program: AppProgram;
  readonly callers: Callers;
  readonly refused: ReadonlyMap<ts.Node, Unsupported>;
  readonly carried: ReadonlyMap<ts.Node, ReadonlySet<Carried>>;
}

/** Rewrites each of them once for all functions that use it; what they see of their bindings must come to the same text. */
export function rewriteRemotes(entries: readonly RemoteEntry[], round: Round): RemoteOutcomes {
  const outcomes = new Map<FunctionDefinition, RemoteOutcome>();
  for (const entry of entries) {
    const outcome = rewriteRemote(entry, round);
    for (const definition of entry.definitions) outcomes.set(definition, outcome);
  }
  return outcomes;
}

function rewriteRemote({ fn, definitions, maker }: RemoteEntry, { carried, ...round }: Round): RemoteOutcome {
  const file = fn.getSourceFile();
  try {
    const [caller] = round.callers.callsOf(fn);
    if (caller !== undefined || round.callers.isTaken(fn) && ts.findAncestor(fn.parent, ts.isFunctionLike) === undefined) throw new Unsupported("handler-called", "Other code calls the handler too.", caller ?? fn);
    if (file.isDeclarationFile || file.fileName.includes("/node_modules/")) throw new Unsupported("unseen-handler", "The handler comes from a package.", fn);
    const declared = maker?.type === undefined || maker.type.getText() === "AzureFunction" ? undefined : maker.type;
    const signature = declared === undefined ? undefined : declaredSignature(declared, round.program);
    if (declared !== undefined && signature === undefined) throw new Unsupported("typed-maker", "The function that makes the handler declares a type of its own for it.", declared);
    const handlers = definitions.map(definition => rewriteHandler({ ...round, definition, file, fn, style: styleOf(file.text), typescript: /\.[cm]?tsx?$/.test(file.fileName), carried: carried.get(fn) ?? new Set() }));
    const [first] = handlers;
    if (first === undefined || handlers.some(handler => handler.edits.print(file) !== first.edits.print(file))) throw new Unsupported("shared-handler", "Functions with different bindings share this handler.", fn);
    if (first.usesThis) throw new Unsupported("this", "The handler uses `this`.", fn);
    for (const handler of handlers) for (const name of handler.asked) first.asked.add(name);
    if (signature !== undefined) retypeSignature(signature, first);
    return { handler: first };
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error;
    return { failure: error, kept: fn };
  }
}
