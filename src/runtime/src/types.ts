import type * as buffer from "node:buffer";
import type * as child_process from "node:child_process";
import type * as crypto from "node:crypto";
import type * as dns from "node:dns";
import type * as fs from "node:fs";
import type * as os from "node:os";
import type * as path from "node:path";
import type * as querystring from "node:querystring";
import type * as url from "node:url";
import type * as util from "node:util";
import type * as v8 from "node:v8";
import type * as vm from "node:vm";
import type * as zlib from "node:zlib";

/** Builtins whose types `workerModule` knows from their name. */
export interface Builtins {
  "node:buffer": typeof buffer;
  "node:child_process": typeof child_process;
  "node:crypto": typeof crypto;
  "node:dns": typeof dns;
  "node:fs": typeof fs;
  "node:os": typeof os;
  "node:path": typeof path;
  "node:querystring": typeof querystring;
  "node:url": typeof url;
  "node:util": typeof util;
  "node:v8": typeof v8;
  "node:vm": typeof vm;
  "node:zlib": typeof zlib;
}

/** A function whose result would arrive without its methods: it has to be used in the thread that made it. */
export interface ResultCannotCrossThreads<Result> {
  readonly "The result of this function would lose its methods on the way between threads": Result;
}

/** The functions of a module, each with the same arguments and a promise of its result. */
export type Offloaded<Module> = {
  readonly [Name in keyof Module as Module[Name] extends Callable ? Name : never]: OffloadedFunction<Module[Name]>;
};

type Callable = (...args: never[]) => unknown;
// Parameters are inferred with `any[]`: nothing else is assignable both ways.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Parameters = any[];

/** Arrives as it was sent, with its methods. */
type Revived =
  | string | number | bigint | boolean | null | undefined | void
  | Date | RegExp | Error | Buffer | ArrayBuffer | SharedArrayBuffer | ArrayBufferView;

/** `any` and `unknown` say nothing: they pass. */
type IsAny<Value> = 0 extends 1 & Value ? true : false;

/** True when the value, or what is in it, has methods of its own. Six levels deep: types may be endless. */
type LosesMethods<Value, Depth extends unknown[] = []> =
  IsAny<Value> extends true ? false
  : unknown extends Value ? false
  : Depth["length"] extends 6 ? false
  : true extends LosesEach<Value, Depth> ? true : false;

type LosesEach<Value, Depth extends unknown[]> =
  Value extends Revived ? false
  : Value extends Callable | symbol ? true
  : Value extends ReadonlyMap<infer Key, infer Item> ? LosesMethods<Key | Item, [...Depth, 0]>
  : Value extends ReadonlySet<infer Item> ? LosesMethods<Item, [...Depth, 0]>
  : Value extends readonly (infer Item)[] ? LosesMethods<Item, [...Depth, 0]>
  : Value extends object ? { [Key in keyof Value]-?: LosesMethods<Value[Key], [...Depth, 0]> }[keyof Value]
  : false;

type Overload<Args extends Parameters, Result> =
  LosesMethods<Awaited<Result>> extends true ? unknown : (...args: Args) => Promise<Awaited<Result>>;

/** Up to eight overloads; for a function with fewer, TypeScript repeats the first one. */
type OffloadedFunction<Fn> = Fn extends {
  (...args: infer A1): infer R1;
  (...args: infer A2): infer R2;
  (...args: infer A3): infer R3;
  (...args: infer A4): infer R4;
  (...args: infer A5): infer R5;
  (...args: infer A6): infer R6;
  (...args: infer A7): infer R7;
  (...args: infer A8): infer R8;
} ? Some<Overload<A1, R1> & Overload<A2, R2> & Overload<A3, R3> & Overload<A4, R4> & Overload<A5, R5> & Overload<A6, R6> & Overload<A7, R7> & Overload<A8, R8>, R8>
  : never;

/** When no overload is left, the type says why. */
type Some<Overloads, Result> = unknown extends Overloads ? ResultCannotCrossThreads<Awaited<Result>> : Overloads;
