import { Completion } from "./completion.ts";
import type { V3Binding } from "./bindings.ts";
import { V3Bindings } from "./bindings.ts";
import { toV3Input } from "./inputs.ts";
import { deliver } from "./outputs.ts";
import { createV3Context } from "./v3-context.ts";
import { V3Request } from "./v3-request.ts";
import type { V4Context, V4Request } from "./v4-types.ts";

/** A handler of the old model: `(context, trigger, ...inputs)`. `never` lets typed ones of every kind in. */
export type V3Handler = (context: never, ...inputs: never[]) => unknown;

export interface FromV3Options {
  /** What `context.executionContext.functionDirectory` says: the folder of the function.json. */
  functionDirectory?: string;
}

/**
 * Runs an untouched handler of the old programming model under the new one.
 * @param handler the function the old function.json pointed at
 * @param bindings the `bindings` of that function.json; the names must be those the function is registered with
 * @returns a handler for `app.http`, `app.timer`, `app.generic` and the rest
 */
export function fromV3<Result = unknown>(
  handler: V3Handler,
  bindings: readonly V3Binding[],
  options: FromV3Options = {},
): (trigger: unknown, context: V4Context) => Promise<Result> {
  const known = new V3Bindings(bindings);
  const call = handler as (...args: unknown[]) => unknown;

  return async (trigger, context) => {
    const request = known.hasHttpTrigger ? await V3Request.from(trigger as V4Request) : undefined;
    const inputs = [
      request ?? toV3Input(known.trigger, trigger),
      ...known.inputs.map(binding => toV3Input(binding, context.extraInputs.get(binding.name))),
    ];
    const names = [known.trigger, ...known.inputs].map(binding => binding.name);

    const completion = new Completion();
    const v3 = createV3Context(context, {
      bindings: known,
      definitions: bindings.map(({ name, type, direction }) => ({ name, type, direction })),
      functionDirectory: options.functionDirectory,
      values: Object.fromEntries(names.map((name, index) => [name, inputs[index]])),
      request,
      done: completion.done,
    });

    const result = await completion.run(v3, it => call(it, ...inputs));
    return deliver(known, v3, result, context) as Result;
  };
}
