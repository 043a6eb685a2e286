import type { ts } from "ts-morph";

import type { FunctionDefinition } from "../../../src/model/app.ts";
import { isHttp, triggerOf } from "../registration/effective.ts";
import type { CodeStyle } from "../registration/style.ts";
import type { FunctionNode } from "../syntax/ask.ts";
import type { AppProgram } from "../syntax/program.ts";
import { Replacements } from "../syntax/render.ts";
import type { Callers } from "./callers.ts";
import type { Carried, Handler, Unsupported } from "./state.ts";

export interface RewriteInput {
  readonly definition: FunctionDefinition;
  readonly file: ts.SourceFile;
  readonly fn: FunctionNode;
  readonly program: AppProgram;
  readonly callers: Callers;
  readonly style: CodeStyle;
  readonly typescript: boolean;
  /** Places that were found not to be rewritable with those who hand them the context. */
  readonly refused: ReadonlyMap<ts.Node, Unsupported>;
  /** Members that the context must carry for the places it is handed to. */
  readonly carried?: ReadonlySet<Carried>;
  /** The context is looked at where the handler handed it to. */
  readonly isHolder?: boolean;
}

/** A handler about which nothing is known yet. */
export function openHandler({ definition, file, fn, program, callers, style, typescript, refused, carried = new Set(), isHolder = false }: RewriteInput): Handler {
  const trigger = triggerOf(definition)!;
  const httpTrigger = trigger.type.toLowerCase() === "httptrigger";
  return {
    definition, trigger, file, fn, program, callers, style, typescript, refused, isHolder,
    checker: program.checker,
    scope: isHolder ? file : fn,
    carried: new Set(carried),
    isHttp: httpTrigger,
    httpOutput: definition.bindings.findLast(isHttp)?.name,
    edits: new Replacements(),
    notes: [], runtime: new Set(), asked: new Set(), taken: new Set(),
    names: { context: "context", trigger: "request", parameter: "request" },
    needs: { context: false, trigger: false, async: false },
    top: [], responses: [], dones: [], bodies: [], data: [],
    wholeRequest: undefined,
    usesThis: false,
    requestEdits: [],
    holders: new Map(),
    passed: new Set(),
  };
}
