import type { FunctionNode } from "../../src/languages/javascript/ast.ts";
import { propertyName } from "../../src/languages/javascript/ast.ts";
import { usesOf } from "../../src/languages/javascript/rewrite/names.ts";
import type { SourceFile } from "./javascript-files.ts";

/** Why a v3 handler cannot become async: it ends by its promise or by `context.done`, never by both. */
export function contextTrouble(file: SourceFile, fn: FunctionNode): string | undefined {
  const { index } = file;
  const migrate = "migrate the app to the programming model v4 first (`funcfix migrate`)";
  const [context] = fn.params;
  if (context === undefined) return undefined;
  if (context.type !== "Identifier") return /\bdone\b/.test(file.excerpt(context)) ? `The handler ends through \`context.done\`: ${migrate}.` : undefined;
  for (const use of usesOf(index, context.name)) {
    if (use.start === context.start || use.start < fn.start || use.end > fn.end) continue;
    const parent = index.parent(use);
    if (parent?.type !== "MemberExpression" || parent.object !== use) return `The handler hands \`${context.name}\` on, which may end it through \`context.done\`: ${migrate}.`;
    const name = propertyName(parent.property, parent.computed);
    if (name === undefined || name === "done") return `The handler ends through \`context.done\`: ${migrate}.`;
    const call = index.parent(parent);
    const sends = name === "res" && call?.type === "MemberExpression" && call.object === parent && ["send", "json", "end", "sendStatus"].includes(propertyName(call.property, call.computed) ?? "");
    if (sends) return `The handler ends through \`context.res\`, which calls \`context.done\`: ${migrate}.`;
  }
  return undefined;
}
