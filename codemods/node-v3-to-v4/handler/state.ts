import type { ts } from "ts-morph";

import type { Binding, FunctionDefinition } from "../../../src/model/app.ts";
import type { CodeStyle } from "../registration/style.ts";
import type { FunctionNode } from "../syntax/ask.ts";
import type { AppProgram } from "../syntax/program.ts";
import type { Replacements } from "../syntax/render.ts";
import type { Callers } from "./callers.ts";
import type { Holder } from "./holders.ts";

/** What `funcfix-runtime/azure-v3` offers to migrated code. */
export type RuntimeName = "readBody" | "toBody" | "toResponse" | "toV3Request" | "createResponse" | "toV3Logger" | "toV3BindingData" | "parseText" | "fromV3";

/**
 * Members of the old context that code outside the handler uses: the handler puts them on the new context, which is
 * open for members of the user's own. `end`: that code may end the response, `context.res.send()`.
 */
export type Carried = "res" | "req" | "done" | "bindingData" | "end";

/** Something the rewriting cannot prove: the function is wrapped instead, with this reason. */
export class Unsupported extends Error {
  readonly code: string;
  readonly node: ts.Node;

  constructor(code: string, message: string, node: ts.Node) {
    super(message);
    this.code = code;
    this.node = node;
  }
}

/** A behaviour difference that the rewritten function has, or something its owner should look at. */
export interface HandlerNote {
  readonly code: string;
  readonly message: string;
  readonly node: ts.Node;
}

/** One handler while it is rewritten. Nothing in here reaches the file before all of it has succeeded. */
export interface Handler {
  readonly definition: FunctionDefinition;
  readonly trigger: Binding;
  readonly file: ts.SourceFile;
  readonly fn: FunctionNode;
  readonly checker: ts.TypeChecker;
  readonly style: CodeStyle;
  readonly typescript: boolean;
  readonly isHttp: boolean;
  /** Name of the http output, `$return` included; undefined when function.json has none. */
  readonly httpOutput: string | undefined;
  readonly edits: Replacements;
  readonly notes: HandlerNote[];
  readonly runtime: Set<RuntimeName>;
  /** Bindings whose name the code asks for. */
  readonly asked: Set<string>;
  /** Names that this rewriting has given away. */
  readonly taken: Set<string>;
  /** How the code calls the context and the trigger's value, and the handler its first parameter. */
  readonly names: { context: string; trigger: string; parameter: string };
  /** The code needs the parameter although the old handler had none. */
  readonly needs: { context: boolean; trigger: boolean; async: boolean };
  /** Statements for the top of the body, in order. */
  readonly top: string[];
  /** Every use of `context.res` and of what stands for it. */
  readonly responses: ts.Expression[];
  /** Every use of `context.done`. */
  readonly dones: ts.Expression[];
  /** Every use of the body of the request. */
  readonly bodies: ts.Expression[];
  /** Every use of the binding data of an http trigger as the host gave it. */
  readonly data: ts.Expression[];
  /** The request as the old model knew it is needed: where it is used as a whole. */
  wholeRequest: ts.Node | undefined;
  /** Uses of the request that a whole request makes unnecessary to rewrite. */
  readonly requestEdits: (() => void)[];
  /** The handler reads `this`: the old worker called it as a member of what its module exports. */
  usesThis: boolean;
  /** The app around the handler. */
  readonly program: AppProgram;
  readonly callers: Callers;
  /** Where the names that the handler declares are read. */
  readonly scope: ts.Node;
  /** The context is looked at in a place that the handler handed it to. */
  readonly isHolder: boolean;
  /** Places outside the handler that its context reaches, by their declaration: they must be rewritten with it. */
  readonly holders: Map<ts.Node, Holder>;
  /** The expressions that hand the context on. */
  readonly passed: Set<ts.Node>;
  /** What these places, or this one, expect as members of the context. */
  readonly carried: Set<Carried>;
  /** Places that were found not to be rewritable with those who hand them the context, each with the reason. */
  readonly refused: ReadonlyMap<ts.Node, Unsupported>;
}

export function note(handler: Handler, code: string, message: string, node: ts.Node): void {
  if (!handler.notes.some(known => known.code === code)) handler.notes.push({ code, message, node });
}
