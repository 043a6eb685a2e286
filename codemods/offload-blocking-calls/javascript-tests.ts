import type { FunctionNode, Node } from "../../src/languages/javascript/ast.ts";
import { propertyName } from "../../src/languages/javascript/ast.ts";
import type { SourceFile } from "./javascript-files.ts";

type CallExpression = Node & { readonly type: "CallExpression" };

/** What an assertion about a throw needs to become one about a rejection. */
export interface ThrowingAssertion {
  /** The call that gives a promise then. */
  readonly statement: CallExpression;
  readonly replacements: readonly { readonly start: number; readonly end: number; readonly text: string }[];
}

/**
 * `expect(() => load()).toThrow()` becomes `await expect(async () => …).rejects.toThrow()`, and `assert.throws` becomes
 * `await assert.rejects`. Undefined for any other call.
 */
export function throwingAssertion(file: SourceFile, call: CallExpression, fn: FunctionNode): ThrowingAssertion | undefined {
  const { index } = file;
  const { callee } = call;
  if (call.arguments[0] !== fn || fn.params.length > 0) return undefined;
  if (callee.type === "MemberExpression") {
    const { property } = callee;
    const name = propertyName(property, callee.computed);
    if (callee.computed || callee.object.type !== "Identifier" || callee.object.name !== "assert" || (name !== "throws" && name !== "doesNotThrow")) return undefined;
    return { statement: call, replacements: [{ start: property.start, end: property.end, text: name === "throws" ? "rejects" : "doesNotReject" }] };
  }
  if (callee.type !== "Identifier" || callee.name !== "expect") return undefined;
  let negated = false;
  let member = index.parent(call);
  if (member?.type === "MemberExpression" && propertyName(member.property, member.computed) === "not") {
    negated = true;
    member = index.parent(member);
  }
  if (member?.type !== "MemberExpression" || !/^toThrow/.test(propertyName(member.property, member.computed) ?? "")) return undefined;
  const matcher = index.parent(member);
  if (matcher?.type !== "CallExpression" || matcher.callee !== member) return undefined;
  return { statement: matcher, replacements: [{ start: call.end, end: call.end, text: negated ? ".resolves" : ".rejects" }] };
}
