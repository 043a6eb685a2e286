import type { ts } from "ts-morph";

import type { Binding, FunctionDefinition } from "../../../src/model/app.ts";
import type { CodeStyle } from "../registration/style.ts";
import type { FunctionNode } from "../syntax/ask.ts";
import type { Replacements } from "../syntax/render.ts";

/** What `funcfix-runtime/azure-v3` offers to migrated code. */
export type RuntimeName = "readBody" | "toBody" | "toResponse" | "toV3Request" | "createResponse" | "toV3Logger" | "fromV3";

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
  /** The request as the old model knew it is needed: where it is used as a whole. */
  wholeRequest: ts.Node | undefined;
  /** Uses of the request that a whole request makes unnecessary to rewrite. */
  readonly requestEdits: (() => void)[];
  /** Functions outside the handler that get its context, and as which argument: they must be rewritten with it. */
  readonly helpers: Map<FunctionNode, number>;
  /** Functions that were found not to be rewritable with their callers. */
  readonly refused: ReadonlySet<ts.Node>;
}

export function note(handler: Handler, code: string, message: string, node: ts.Node): void {
  if (!handler.notes.some(known => known.code === code)) handler.notes.push({ code, message, node });
}
