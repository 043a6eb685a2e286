import { createRequire } from "node:module";

import type * as Oxc from "oxc-parser";
import type { ParserOptions } from "oxc-parser";
import type { ParseError } from "../../model/facts.ts";
import type { Comment, Program } from "./ast.ts";
import { isTooDeep } from "./nesting.ts";
import { rawParse } from "./raw-transfer.ts";
import { mayHoldSuppressions } from "./suppressions.ts";

/** `comments` are left out where none of them could be a suppression. */
export type Parsed = { readonly program: Program; readonly comments: readonly Comment[] } | { readonly error: ParseError };

type Options = ParserOptions & { experimentalRawTransfer?: boolean };

/** How a file is read, by its extension. JSX is allowed in plain JavaScript, as most tools do. */
const byExtension: Readonly<Record<string, Options>> = {
  ".js": { lang: "jsx", sourceType: "unambiguous" },
  ".jsx": { lang: "jsx", sourceType: "unambiguous" },
  ".mjs": { lang: "jsx", sourceType: "module" },
  ".cjs": { lang: "jsx", sourceType: "commonjs" },
  ".ts": { lang: "ts", sourceType: "unambiguous" },
  ".tsx": { lang: "tsx", sourceType: "unambiguous" },
  ".mts": { lang: "ts", sourceType: "module" },
  ".cts": { lang: "ts", sourceType: "commonjs" },
};

const declarations: Options = { lang: "dts", sourceType: "module" };

/** What a file that would overflow the stack is said to be. */
export const TOO_DEEP = "The code is nested too deeply to be read.";

export const extensions: readonly string[] = Object.keys(byExtension);

/** Loaded with the first file: an app in Python alone has none. */
let oxc: typeof Oxc | undefined;

/** Reserving memory for raw transfer costs as much as the JSON of this much code: a small app is done before. */
const WORTH_RESERVING = 150_000;
let seen = 0;

/** Parses a file into its tree and comments, with UTF-16 offsets of `text`. Never throws. */
export function parse(text: string, path: string): Parsed {
  if (isTooDeep(text)) return failure(TOO_DEEP, 0);
  const extension = /\.[cm]?[jt]sx?$/i.exec(path)?.[0].toLowerCase() ?? ".js";
  const options = /\.d\.[cm]?ts$/i.test(path) ? declarations : (byExtension[extension] ?? byExtension[".js"]!);
  const first = attempt(text, path, options);
  // A script may `return` at its top level in CommonJS alone.
  if (!("error" in first) || options.sourceType !== "unambiguous") return first;
  const second = attempt(text, path, { ...options, sourceType: "commonjs" });
  return "error" in second ? first : second;
}

function attempt(text: string, path: string, options: Options): Parsed {
  const { parseSync, rawTransferSupported } = (oxc ??= createRequire(import.meta.url)("oxc-parser") as typeof Oxc);
  seen += text.length;
  const raw = seen > WORTH_RESERVING;
  try {
    const read = (raw ? rawParse() : null) ?? parseSync;
    const result = read(path, text, { preserveParens: false, experimentalRawTransfer: raw && rawTransferSupported(), ...options } satisfies Options);
    const error = result.errors.find(each => each.severity === "Error");
    const { program } = result;
    // oxc goes on after errors that leave the tree whole, such as a name that is declared twice.
    if (error !== undefined && program.body.length === 0) return failure(error.message, error.labels[0]?.start ?? 0);
    return { program, comments: mayHoldSuppressions(text) ? result.comments : [] };
  } catch (error) {
    const tooDeep = error instanceof RangeError;
    return failure(tooDeep ? TOO_DEEP : error instanceof Error ? error.message : String(error), 0);
  }
}

function failure(message: string, offset: number): Parsed {
  return { error: { message, offset } };
}
