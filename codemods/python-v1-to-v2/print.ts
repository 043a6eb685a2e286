import type { Style } from "../../src/languages/python/rewrite/style.ts";
import { literal, stringLiteral } from "../../src/languages/python/rewrite/literal.ts";
import { printCall } from "../../src/languages/python/rewrite/call.ts";
import type { Argument, Decoration } from "./bindings/decoration.ts";

/** How a module names what decorators need. */
export interface Printing {
  /** The blueprint or app: `bp`. */
  readonly target: string;
  /** The name of azure.functions in the module (`func`); undefined: enumerations are written as strings. */
  readonly library: string | undefined;
  readonly style: Style;
}

/** `bp.route` with its arguments as source text. */
export function printArguments(decoration: Decoration, { library, style }: Printing): string[] {
  const args = decoration.arguments.map(([name, value]) => `${name}=${printValue(value, library, style)}`);
  if (decoration.unpacked !== undefined) args.push(`**${literal(decoration.unpacked, style)}`);
  return args;
}

function printValue(value: Argument, library: string | undefined, style: Style): string {
  if ("json" in value) return literal(value.json, style);
  return library === undefined ? stringLiteral(value.member.toLowerCase(), style) : `${library}.${value.enumeration}.${value.member}`;
}

/** The decorator lines above a `def`, outermost first, each ended by a line break. */
export function printDecorators(decorations: readonly Decoration[], printing: Printing): string {
  const { target, style } = printing;
  return decorations
    .map(decoration => printCall(`${target}.${decoration.decorator}`, printArguments(decoration, printing), style, { prefix: "@" }) + style.newline)
    .join("");
}

/** The same stack applied to an expression: `app.function_name(name="A")(app.route(…)(module.main))`. */
export function printApplied(decorations: readonly Decoration[], target: string, printing: Printing): string {
  const { style } = printing;
  const last = decorations.length - 1;
  const lines = decorations.map((decoration, depth) => {
    const call = printCall(`${printing.target}.${decoration.decorator}`, printArguments(decoration, printing), style, { indent: style.indent.repeat(depth) });
    return depth === last ? `${call}(${target})` : `${call}(`;
  });
  const closing = decorations.slice(0, last).map((_, index) => `${style.indent.repeat(last - 1 - index)})`);
  return [...lines, ...closing].join(style.newline) + style.newline;
}
