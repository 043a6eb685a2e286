/** One entry of the `bindings` array of a function.json. */
export interface V3Binding {
  readonly name: string;
  readonly type: string;
  /** `in` when left out, as in function.json. */
  readonly direction?: string;
  readonly [option: string]: unknown;
}

const typeOf = (binding: V3Binding): string => binding.type.toLowerCase();

/** What the old model derives from the bindings of one function. */
export class V3Bindings {
  readonly trigger: V3Binding;
  readonly inputs: readonly V3Binding[];
  readonly outputs: readonly V3Binding[];
  /** The last http output counts, whatever its name. */
  readonly httpOutput: V3Binding | undefined;
  readonly returned: V3Binding | undefined;
  readonly hasHttpTrigger: boolean;
  readonly hasTimerTrigger: boolean;
  /** The old model tells durable activities by a trigger that has the name `name`; only they may return falsy values. */
  readonly returnsFalsyValues: boolean;

  constructor(bindings: readonly V3Binding[]) {
    const trigger = bindings.find(binding => typeOf(binding).endsWith("trigger"));
    if (!trigger) throw new TypeError("fromV3 needs the bindings of function.json, with a trigger among them.");

    this.trigger = trigger;
    this.inputs = bindings.filter(binding => binding !== trigger && (binding.direction ?? "in") !== "out");
    this.outputs = bindings.filter(binding => (binding.direction ?? "in") !== "in");
    this.httpOutput = this.outputs.findLast(isHttp);
    this.returned = this.outputs.find(binding => binding.name === "$return");
    this.hasHttpTrigger = typeOf(trigger) === "httptrigger";
    this.hasTimerTrigger = typeOf(trigger) === "timertrigger";
    this.returnsFalsyValues = trigger.name === "name" && trigger.type === "activityTrigger";
  }
}

export function isHttp(binding: V3Binding): boolean {
  return typeOf(binding) === "http";
}
