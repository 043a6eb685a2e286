import { createRequire } from "node:module";
import type * as Oxc from "oxc-parser";
import type { ParserOptions, ParseResult } from "oxc-parser";

/**
 * What oxc's own raw transfer is made of. On Node 20 it is switched off there, as an ArrayBuffer cannot have the 6 GiB
 * in which a place at a multiple of 4 GiB is certain; with a little search a place is found in one of 4 GiB too. It is
 * eight times as fast as JSON. Only touched pages take memory. oxc-parser is pinned: these modules are not its public API.
 */
interface Internals {
  readonly getBufferOffset: (block: Uint8Array) => number;
  readonly parseRawSync: (path: string, block: Uint8Array, start: number, length: number, options: ParserOptions) => void;
  readonly BLOCK_SIZE: number;
  readonly BLOCK_ALIGN: number;
  readonly BUFFER_SIZE: number;
  readonly ACTIVE_SIZE: number;
  readonly IS_TS_FLAG_POS: number;
}

type Deserialize = (buffer: Views, text: string, start: number, length: number) => Pick<ParseResult, "program" | "comments" | "errors">;

type Views = Uint8Array & { int32: Int32Array; float64: Float64Array; block: Uint8Array };

export type RawParse = (path: string, text: string, options: ParserOptions) => Pick<ParseResult, "program" | "comments" | "errors">;

/** Reservations of 4 GiB that are tried, with 2 GiB between them: each lies elsewhere in its block of 4 GiB. */
const TRIES = 4;

const require = createRequire(import.meta.url);
const encoder = new TextEncoder();
let opened: RawParse | null | undefined;

/** Parses without JSON between; null where that cannot be: then oxc's public way remains. Decided once for each thread. */
export function rawParse(): RawParse | null {
  return (opened ??= open());
}

function open(): RawParse | null {
  try {
    const { rawTransferSupported } = require("oxc-parser") as typeof Oxc;
    if (rawTransferSupported()) return null;
    const internals = { ...require("oxc-parser/src-js/bindings") as object, ...require("oxc-parser/src-js/generated/constants") as object } as Internals & { rawTransferSupported(): boolean };
    const buffer = internals.rawTransferSupported() ? reserve(internals) : undefined;
    return buffer === undefined ? null : parser(internals, buffer);
  } catch {
    // No memory to reserve, or another oxc-parser.
    return null;
  }
}

function reserve({ getBufferOffset, BLOCK_SIZE, BLOCK_ALIGN, BUFFER_SIZE }: Internals): Views | undefined {
  const passed: ArrayBuffer[] = [];
  while (passed.length < 2 * TRIES) {
    const memory = new ArrayBuffer(BLOCK_ALIGN);
    const offset = getBufferOffset(new Uint8Array(memory));
    if (offset + BLOCK_SIZE <= BLOCK_ALIGN) {
      return Object.assign(new Uint8Array(memory, offset, BUFFER_SIZE), {
        int32: new Int32Array(memory, offset, BUFFER_SIZE / 4),
        float64: new Float64Array(memory, offset, BUFFER_SIZE / 8),
        block: new Uint8Array(memory, offset, BLOCK_SIZE),
      });
    }
    passed.push(memory, new ArrayBuffer(BLOCK_ALIGN / 2));
  }
  return undefined;
}

function parser({ parseRawSync, ACTIVE_SIZE, IS_TS_FLAG_POS }: Internals, buffer: Views): RawParse {
  const deserializers = new Map<string, Deserialize>();
  const deserializer = (name: "js" | "ts"): Deserialize => {
    let known = deserializers.get(name);
    if (known === undefined) {
      ({ deserialize: known } = require(`oxc-parser/src-js/generated/deserialize/${name}`) as { deserialize: Deserialize });
      deserializers.set(name, known);
    }
    return known;
  };
  return (path, text, options) => {
    // A UTF-16 unit takes at most three bytes.
    const space = text.length * 3;
    const start = ACTIVE_SIZE - space;
    const { written } = encoder.encodeInto(text, buffer.subarray(start, start + space));
    parseRawSync(path, buffer.block, start, written, options);
    return deserializer(buffer[IS_TS_FLAG_POS] === 0 ? "js" : "ts")(buffer, text, start, written);
  };
}
