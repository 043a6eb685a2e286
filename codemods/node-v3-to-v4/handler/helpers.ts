import type { ts } from "ts-morph";

import { Unsupported, type Handler } from "./state.ts";

/** The context is an argument of a call. */
export function visitHelper(_handler: Handler, call: ts.CallExpression, _index: number, _use: ts.Identifier): void {
  throw new Unsupported("context-helper", `The context is handed to \`${call.expression.getText().slice(0, 40)}\`.`, call);
}
