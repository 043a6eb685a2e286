import type { Binding, FunctionDefinition, Json } from "../../../src/model/app.ts";
import { isTrigger } from "../../../src/model/app.ts";
import { accepts, DURABLE, helperFor, INPUTS, OUTPUTS, TRIGGERS, type Helper } from "./binding-types.ts";
import { effectiveBinding, effectiveRetry, isDurableClient, isHttp, splitInout } from "./effective.ts";
import { printKey, printString, printValue, type CodeStyle } from "./style.ts";

/** Where the names of the libraries are bound in the file: `app`, `input`, `output`, `trigger`, `df`. */
export type LibraryName = "app" | "input" | "output" | "trigger" | "df";

export interface Registration {
  /** The statement, several lines, without a line end behind it. */
  readonly text: string;
  readonly uses: ReadonlySet<LibraryName>;
  readonly after: readonly Binding[];
  /** Type for an annotation of the handler. */
  readonly handlerType: string;
}

export interface PrintOptions {
  readonly style: CodeStyle;
  readonly typescript: boolean;
  /** The expression that gives the handler. */
  readonly handler: string;
  /** Other names for the libraries, where the file has theirs for something else. */
  readonly names?: Partial<Record<LibraryName, string>>;
  /** Bindings whose name the code asks for: they keep it although the helper takes none. */
  readonly asked?: ReadonlySet<string>;
}

type Entry = readonly [name: string, text: string];

/** Prints the registration of one function. The same options reach the host as from function.json. */
export function printRegistration(definition: FunctionDefinition, options: PrintOptions): Registration {
  const printer = new Printer(options);
  const bindings = splitInout(definition.bindings.map(effectiveBinding));
  const trigger = bindings.find(isTrigger)!;
  const durable = DURABLE[trigger.type.toLowerCase()];
  const isHttpFunction = trigger.type.toLowerCase() === "httptrigger" && bindings.some(isHttp);
  const others = bindings.filter(binding => binding !== trigger && !(isHttpFunction && isHttp(binding)));
  const returned = others.find(binding => binding.name === "$return" && binding.direction === "out");
  const inputs = others.filter(binding => binding.direction === "in");
  const outputs = others.filter(binding => binding.direction !== "in" && binding !== returned);
  const retry = effectiveRetry(definition.retry);

  const around: Entry[] = [];
  if (inputs.length > 0) around.push(["extraInputs", printer.list(inputs.map(binding => printer.input(binding)))]);
  if (returned !== undefined) around.push(["return", printer.output(returned)]);
  if (outputs.length > 0) around.push(["extraOutputs", printer.list(outputs.map(binding => printer.output(binding)))]);
  if (retry !== undefined) around.push(["retry", printer.retry(retry)]);

  const http: Binding = { type: "http", direction: "out", name: "$return", options: {} };
  const after = [trigger, ...(isHttpFunction ? [http] : []), ...others];
  if (durable !== undefined) return { ...printer.durable(definition.name, durable, around), after, handlerType: "" };

  const helper = helperFor(TRIGGERS, trigger.type, trigger.options);
  const keepsName = helper?.named === true || (options.asked?.has(trigger.name) === true && !/^(http|timer)trigger$/i.test(trigger.type));
  const isTyped = helper !== undefined && !(options.typescript && keepsName && helper.named !== true) && printer.mayCall(helper, trigger) && (!options.typescript || retry === undefined || helper.retry === true) && (helper.call !== "http" || isHttpFunction);
  const call = isTyped ? helper.call : "generic";
  const own: Entry[] = isTyped
    ? printer.entries(printer.optionsFor(helper, trigger), keepsName ? trigger.name : undefined)
    : [["trigger", printer.generic("trigger", trigger)]];
  if (!isTyped && isHttpFunction) around.unshift(["return", printer.library("output", "http", "{}")]);
  return {
    text: printer.call(`${printer.use("app")}.${call}`, definition.name, [...own, ...around, ["handler", options.handler]]),
    uses: printer.uses,
    after,
    handlerType: isTyped && helper.handler !== undefined ? helper.handler : "FunctionHandler",
  };
}

class Printer {
  readonly uses = new Set<LibraryName>();
  readonly #options: PrintOptions;

  constructor(options: PrintOptions) {
    this.#options = options;
  }

  use(name: LibraryName): string {
    this.uses.add(name);
    return this.#options.names?.[name] ?? name;
  }

  /** JavaScript passes any option on; the declarations are strict about theirs. */
  mayCall(helper: Helper, binding: Binding): boolean {
    return !this.#options.typescript || accepts(helper, this.optionsFor(helper, binding));
  }

  optionsFor(helper: Helper, { options }: Binding): Record<string, Json> {
    if (!this.#options.typescript) return { ...options };
    const missing = Object.entries(helper.defaults ?? {}).filter(([name]) => options[name] === undefined || options[name] === "");
    return { ...options, ...Object.fromEntries(missing) };
  }

  durable(name: string, call: "orchestration" | "entity" | "activity", around: readonly Entry[]): { text: string; uses: ReadonlySet<LibraryName> } {
    const { style, handler } = this.#options;
    const callee = `${this.use("df")}.app.${call}`;
    if (around.length === 0 && call !== "activity") return { text: `${callee}(${printString(name, style)}, ${handler})${style.semicolon}`, uses: this.uses };
    return { text: this.call(callee, name, [...around, ["handler", handler]]), uses: this.uses };
  }

  input(binding: Binding): string {
    if (isDurableClient(binding) && Object.keys(binding.options).length === 0 && this.#options.asked?.has(binding.name) !== true) return `${this.use("df")}.input.durableClient()`;
    return this.#extra("input", INPUTS, binding);
  }

  output(binding: Binding): string {
    return this.#extra("output", OUTPUTS, binding);
  }

  #extra(kind: "input" | "output", table: typeof INPUTS, binding: Binding): string {
    const helper = helperFor(table, binding.type, binding.options);
    const isReturned = binding.name === "$return";
    const takesName = isReturned || helper?.named === true || !this.#options.typescript;
    if (helper === undefined || !takesName || !this.mayCall(helper, binding)) return this.generic(kind, binding);
    return this.library(kind, helper.call, this.object(this.entries(this.optionsFor(helper, binding), isReturned ? undefined : binding.name)));
  }

  generic(kind: "input" | "output" | "trigger", binding: Binding): string {
    const named = kind === "trigger" || binding.name !== "$return" ? binding.name : undefined;
    const type: Entry = ["type", printString(binding.type, this.#options.style)];
    return this.library(kind, "generic", this.object([type, ...this.entries(binding.options, named)]));
  }

  library(kind: "input" | "output" | "trigger", call: string, argument: string): string {
    return `${this.use(kind)}.${call}(${argument})`;
  }

  entries(options: Readonly<Record<string, Json>>, name: string | undefined): Entry[] {
    const { style } = this.#options;
    const named: Entry[] = name === undefined || name === "" ? [] : [["name", printString(name, style)]];
    return [...named, ...Object.entries(options).map(([key, value]): Entry => [printKey(key, style), printValue(value, style)])];
  }

  /** Durations as objects: the library throws on the text form of function.json. */
  retry(retry: Readonly<Record<string, Json>>): string {
    const { style } = this.#options;
    const entries = Object.entries(retry).map(([name, value]): Entry => [printKey(name, style), /interval$/i.test(name) && typeof value === "number" ? duration(value) : printValue(value, style)]);
    return this.object(entries);
  }

  object(entries: readonly Entry[]): string {
    if (entries.length === 0) return "{}";
    const line = `{ ${entries.map(([name, text]) => (name === text ? name : `${name}: ${text}`)).join(", ")} }`;
    if (line.length <= 100) return line;
    return this.#block(entries, "  ");
  }

  list(items: readonly string[]): string {
    const line = `[${items.join(", ")}]`;
    if (line.length <= 100) return line;
    return `[\n${items.map(item => indented(item, "  ")).join(",\n")},\n]`;
  }

  call(callee: string, name: string, entries: readonly Entry[]): string {
    const { style } = this.#options;
    const text = `${callee}(${printString(name, style)}, ${this.#block(entries, "  ")})${style.semicolon}`;
    const own = text.split("\n").map(line => line.replace(/^( {2})+/, spaces => style.indent.repeat(spaces.length / 2)));
    return own.join(style.newline);
  }

  #block(entries: readonly Entry[], indent: string): string {
    return `{\n${entries.map(([name, text]) => indented(name === text ? name : `${name}: ${text}`, indent)).join(",\n")},\n}`;
  }
}

function indented(text: string, indent: string): string {
  return text.split("\n").map(line => indent + line).join("\n");
}

function duration(time: number): string {
  const parts = [
    ["hours", Math.floor(time / 3_600_000)],
    ["minutes", Math.floor((time % 3_600_000) / 60_000)],
    ["seconds", Math.floor((time % 60_000) / 1000)],
    ["milliseconds", time % 1000],
  ] as const;
  const given = parts.filter(([, value]) => value > 0);
  return given.length === 0 ? "{ seconds: 0 }" : `{ ${given.map(([name, value]) => `${name}: ${value}`).join(", ")} }`;
}
