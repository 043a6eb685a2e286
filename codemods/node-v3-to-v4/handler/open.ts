import type { ts } from "ts-morph";

import type { FunctionDefinition } from "../../../src/model/app.ts";
import { isHttp, triggerOf } from "../registration/effective.ts";
import type { CodeStyle } from "../registration/style.ts";
import type { FunctionNode } from "../syntax/ask.ts";
import { Replacements } from "../syntax/render.ts";
import type { Handler } from "./state.ts";

export interface RewriteInput {
  readonly definition: FunctionDefinition;
  readonly file: ts.SourceFile;
  readonly fn: FunctionNode;
  readonly checker: ts.TypeChecker;
  readonly style: CodeStyle;
  readonly typescript: boolean;
  /** Functions that were found not to be rewritable with their callers. */
  readonly refused: ReadonlySet<ts.Node>;
}

/** A handler about which nothing is known yet. */
export function openHandler({ definition, file, fn, checker, style, typescript, refused }: RewriteInput): Handler {
  const trigger = triggerOf(definition)!;
  const httpTrigger = trigger.type.toLowerCase() === "httptrigger";
  return {
    definition, trigger, file, fn, checker, style, typescript, refused,
    isHttp: httpTrigger,
    httpOutput: definition.bindings.findLast(isHttp)?.name,
    edits: new Replacements(),
    notes: [], runtime: new Set(), asked: new Set(), taken: new Set(),
    names: { context: "context", trigger: "request", parameter: "request" },
    needs: { context: false, trigger: false, async: false },
    top: [], responses: [], dones: [], bodies: [],
    wholeRequest: undefined,
    requestEdits: [],
    helpers: new Map(),
  };
}
