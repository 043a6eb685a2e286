import type { ts } from "ts-morph";

import { Unsupported } from "./state.ts";

/** The context is an argument of a call. */
export function refuseHelper(call: ts.CallExpression): never {
  throw new Unsupported("context-helper", `The context is handed to \`${call.expression.getText().slice(0, 40)}\`.`, call);
}
