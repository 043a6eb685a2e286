import { ts } from "ts-morph";

import { bare, isFunctionNode, wrapped, type FunctionNode } from "../syntax/ask.ts";
import type { AppProgram } from "../syntax/program.ts";
import { functionNamed, functionsCalled } from "./holders.ts";
import { referencesTo, symbolOf } from "./references.ts";

export type Call = ts.CallExpression | ts.NewExpression;

/** Which calls run a function, and what else is done with it, over all files but the tests. */
export interface Callers {
  callsOf(fn: FunctionNode): readonly Call[];
  /** Somebody takes the function as a value, so that calls of it may be out of sight. */
  isTaken(fn: FunctionNode): boolean;
  /** The functions of the app that a call may run, those handed in as arguments included; undefined when they are not all known. */
  targetsOf(call: Call): readonly FunctionNode[] | undefined;
}

interface Index {
  readonly calls: Map<ts.Node, Call[]>;
  readonly taken: Set<ts.Node>;
}

export function findCallers(program: AppProgram, isTest: (file: ts.SourceFile) => boolean): Callers {
  const files = program.files.filter(file => !isTest(file));
  let built: Index | undefined;
  const index = (): Index => (built ??= build(files, program));
  const isTaken = (fn: FunctionNode): boolean => index().taken.has(fn);
  return {
    callsOf: fn => index().calls.get(fn) ?? [],
    isTaken,
    targetsOf(call) {
      const direct = functionsCalled(call, program);
      const parameter = direct === undefined ? parameterCalled(call, program) : undefined;
      if (parameter === undefined) return direct;
      const owner = parameter.parent;
      if (!isFunctionNode(owner) || isTaken(owner) || calleesOf(parameter, owner, program) === undefined) return undefined;
      const place = owner.parameters.indexOf(parameter);
      const given = (index().calls.get(owner) ?? []).map(each => functionGiven(each.arguments?.[place], program));
      return given.length > 0 && given.every(fn => fn !== undefined) ? [...new Set(given)] : undefined;
    },
  };
}

function build(files: readonly ts.SourceFile[], program: AppProgram): Index {
  const calls = new Map<ts.Node, Call[]>();
  const taken = new Set<ts.Node>();
  const add = (fn: FunctionNode, call: Call): void => {
    const list = calls.get(fn);
    if (list === undefined) calls.set(fn, [call]);
    else list.push(call);
  };
  const visit = (node: ts.Node): void => {
    const fns = ts.isCallExpression(node) || ts.isNewExpression(node) ? functionsCalled(node, program) : undefined;
    for (const fn of fns ?? []) {
      add(fn, node as Call);
      (node as Call).arguments?.forEach((argument, place) => {
        const given = functionGiven(argument, program);
        const parameter = fn.parameters[place];
        const callees = given === undefined || parameter === undefined ? undefined : calleesOf(parameter, fn, program);
        if (given !== undefined && callees !== undefined) for (const callee of callees) add(given, callee);
        else if (given !== undefined) taken.add(given);
      });
    }
    if (ts.isIdentifier(node) && isTakenHere(node) && !isGivenToOwn(node, program)) {
      const fn = functionNamed(node, program);
      if (fn !== undefined) taken.add(fn);
    }
    ts.forEachChild(node, visit);
  };
  for (const file of files) visit(file);
  return { calls, taken };
}

function functionGiven(argument: ts.Expression | undefined, program: AppProgram): FunctionNode | undefined {
  return argument === undefined ? undefined : functionNamed(bare(argument), program);
}

/** An argument of a function of the app: what that does with its parameter decides. */
function isGivenToOwn(use: ts.Identifier, program: AppProgram): boolean {
  const outer = outermost(use);
  const { parent } = outer;
  return (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.arguments?.some(argument => argument === outer) === true && functionsCalled(parent, program) !== undefined;
}

function outermost(use: ts.Identifier): ts.Node {
  return wrapped(ts.isPropertyAccessExpression(use.parent) && use.parent.name === use ? use.parent : use);
}

/** A use that is neither called, nor declares, imports, exports or tests the name. */
function isTakenHere(use: ts.Identifier): boolean {
  const outer = outermost(use);
  const { parent } = outer;
  if ((ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === outer) return false;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === outer) return /^(call|apply|bind)$/.test(parent.name.text);
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent) || ts.isReturnStatement(parent) || ts.isArrayLiteralExpression(parent) || ts.isConditionalExpression(parent) || ts.isElementAccessExpression(parent)) return true;
  return ts.isArrowFunction(parent) && parent.body === outer;
}

/** The parameter that a call calls. */
function parameterCalled(call: Call, { checker }: AppProgram): ts.ParameterDeclaration | undefined {
  const callee = bare(call.expression);
  const declaration = ts.isIdentifier(callee) ? symbolOf(callee, checker)?.valueDeclaration : undefined;
  return declaration !== undefined && ts.isParameter(declaration) && declaration.initializer === undefined && declaration.dotDotDotToken === undefined ? declaration : undefined;
}

/** The calls of a parameter, when calling it is all that is done with it. */
function calleesOf(parameter: ts.ParameterDeclaration, fn: FunctionNode, { checker }: AppProgram): ts.CallExpression[] | undefined {
  if (!ts.isIdentifier(parameter.name)) return undefined;
  const calls: ts.CallExpression[] = [];
  for (const use of referencesTo(parameter.name, fn, checker)) {
    const outer = wrapped(use);
    const { parent } = outer;
    if (!ts.isCallExpression(parent) || parent.expression !== outer) return undefined;
    calls.push(parent);
  }
  return calls;
}
