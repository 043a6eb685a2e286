import type { Json } from "../../../src/model/app.ts";

/** A value of a decorator's argument: JSON, or one of the library's enumerations (`func.AuthLevel.ADMIN`). */
export type Argument = { readonly json: Json } | { readonly enumeration: "AuthLevel" | "DataType"; readonly member: string };

/** One decorator line: `@bp.queue_trigger(arg_name="msg", queue_name="orders", connection="Storage")`. */
export interface Decoration {
  readonly decorator: string;
  readonly arguments: readonly (readonly [name: string, value: Argument])[];
  /** Keywords that are no Python names (`from`): passed as `**{"from": …}`. */
  readonly unpacked?: Readonly<Record<string, Json>>;
  /** Release of azure-functions that it needs. */
  readonly since: string;
  /** Release of azure-functions-durable that it needs. */
  readonly durableSince?: string;
  /** Wraps the function itself, and so has to stand next to the `def`. */
  readonly innermost?: boolean;
}

export function json(value: Json): Argument {
  return { json: value };
}
