import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { bindingDifferences } from "../codemods/python-v1-to-v2/bindings/compare.ts";
import { json, type Argument, type Decoration } from "../codemods/python-v1-to-v2/bindings/decoration.ts";
import { DECORATORS, ENUMS, type DecoratorEntry } from "../codemods/python-v1-to-v2/bindings/decorators.ts";
import { emit } from "../codemods/python-v1-to-v2/bindings/emit.ts";
import { printApplied } from "../codemods/python-v1-to-v2/print.ts";
import { DEFAULT_STYLE } from "../src/languages/python/rewrite/style.ts";
import { bindingOf } from "../codemods/python-v1-to-v2/verify/execute.ts";

const library = process.env.FUNCFIX_AZURE_FUNCTIONS_PATH ?? fileURLToPath(new URL("./support/azure-functions-stand-in/", import.meta.url));

/** Each decorator of the table twice: with what it needs, and with everything that it takes. */
const decorations = DECORATORS.flatMap(entry => [decorationOf(entry, entry.adds ?? []), decorationOf(entry, entry.optional)]);

function decorationOf(entry: DecoratorEntry, optional: readonly string[]): Decoration {
  const value = (name: string): Argument => json(ENUMS[name]?.[0]?.toLowerCase() ?? `the ${name}`);
  const args: [string, Argument][] = [[entry.argument ?? "arg_name", json("context")], ...[...entry.required, ...optional].map((name): [string, Argument] => [name, value(name)])];
  return { decorator: entry.decorator, arguments: args, since: entry.since };
}

test("the table says what the library makes of each decorator", () => {
  const stacks = decorations.map((decoration, index) => {
    const trigger: Decoration[] = decoration.decorator.includes("trigger") ? [] : [{ decorator: "event_grid_trigger", arguments: [["arg_name", json("t")]], since: "" }];
    const name: Decoration = { decorator: "function_name", arguments: [["name", json(`f${index}`)]], since: "" };
    return printApplied([name, ...trigger, decoration], "lambda context: None", { target: "app", library: undefined, style: DEFAULT_STYLE });
  });
  const script = [
    "import azure.durable_functions as df, json",
    "app = df.DFApp()",
    ...stacks,
    "print(json.dumps({fn.get_function_name(): [json.loads(raw) for raw in fn.get_raw_bindings()] for fn in app.get_functions()}))",
  ].join("\n");
  const output = execFileSync("python3", ["-W", "ignore", "-"], { input: script, encoding: "utf8", stdio: ["pipe", "pipe", "ignore"], env: { ...process.env, PYTHONPATH: library } });
  const made = JSON.parse(output.trimEnd().split("\n").at(-1)!) as Record<string, Record<string, string>[]>;

  const differences = decorations.flatMap((decoration, index) => {
    const name = `f${index}`;
    const registered = made[name]!.map(bindingOf).filter(binding => binding.name === "context");
    return bindingDifferences(name, emit(decoration) ?? [], registered).map(text => `${decoration.decorator}: ${text}`);
  });
  expect(differences).toEqual([]);
  expect(Object.keys(made)).toHaveLength(2 * DECORATORS.length);
});
