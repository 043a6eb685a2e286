import { DEFAULT_STYLE, type Style } from "../../../src/languages/python/rewrite/style.ts";
import { stringLiteral } from "../../../src/languages/python/rewrite/literal.ts";
import type { Decoration } from "../bindings/decoration.ts";
import { printApplied } from "../print.ts";

/** A module whose blueprint function_app.py registers. */
export interface BlueprintModule {
  readonly parts: readonly string[];
  readonly blueprint: string;
}

/** A function that function_app.py registers itself: `attribute` of the module. */
export interface NamedFunction {
  readonly parts: readonly string[];
  readonly attribute: string;
  readonly decorations: readonly Decoration[];
}

export interface FunctionAppFile {
  readonly durable: boolean;
  readonly blueprints: readonly BlueprintModule[];
  readonly named: readonly NamedFunction[];
  readonly style: Style;
}

/** Names that function_app.py uses itself. */
const RESERVED = ["app", "func", "df", "importlib"];

/** The text of function_app.py. */
export function printFunctionApp({ durable, blueprints, named, style = DEFAULT_STYLE }: FunctionAppFile): string {
  const names = new Names();
  const library = durable ? "df" : "func";
  const enumerations = named.some(({ decorations }) => decorations.some(each => each.arguments.some(([, value]) => "enumeration" in value)));
  const own: string[] = [];
  const loaded: string[] = [];
  const register: string[] = [];
  for (const { parts, blueprint } of blueprints) {
    if (isImportable(parts)) {
      const name = names.take(`${snake(parts.join("_"))}_bp`);
      own.push(`from ${parts.join(".")} import ${blueprint} as ${name}`);
      register.push(`app.register_functions(${name})`);
    } else {
      register.push(`app.register_functions(${loadExpression(parts, style)}.${blueprint})`);
    }
  }
  const applied: string[] = [];
  const modules = new Map<string, string>();
  for (const { parts, attribute, decorations } of named) {
    const dotted = parts.join(".");
    let name = modules.get(dotted);
    if (name === undefined) {
      name = moduleName(parts, names);
      if (!isImportable(parts)) loaded.push(`${name} = ${loadExpression(parts, style)}`);
      else own.push(name === dotted ? `import ${dotted}` : `import ${dotted} as ${name}`);
      modules.set(dotted, name);
    }
    applied.push(printApplied(decorations, `${name}.${attribute}`, { target: "app", library: enumerations ? "func" : undefined, style }));
  }

  const usesImportlib = loaded.length > 0 || register.some(line => line.includes("importlib."));
  const libraries = [
    ...(durable ? ["import azure.durable_functions as df"] : []),
    ...(!durable || enumerations ? ["import azure.functions as func"] : []),
  ];
  const blocks = [
    ...(usesImportlib ? ["import importlib"] : []),
    libraries.join("\n"),
    ...(own.length > 0 ? [[...new Set(own)].sort(byModule).join("\n")] : []),
    ...(loaded.length > 0 ? [loaded.join("\n")] : []),
    `app = ${library}.${durable ? "DFApp" : "FunctionApp"}()`,
    ...(register.length > 0 ? [register.join("\n")] : []),
    ...applied.map(text => text.trimEnd()),
  ];
  return `${blocks.join("\n\n")}\n`.replaceAll(/\r?\n/g, style.newline);
}

function byModule(left: string, right: string): number {
  const key = (line: string): string => line.replace(/^(from|import) /, "").toLowerCase();
  return key(left) < key(right) ? -1 : 1;
}

function moduleName(parts: readonly string[], names: Names): string {
  if (isImportable(parts) && !RESERVED.includes(parts[0]!)) return parts.join(".");
  return names.take(isImportable(parts) ? `${snake(parts.join("_"))}_module` : snake(parts.join("_")));
}

export function loadExpression(parts: readonly string[], style: Style): string {
  return `importlib.import_module(${stringLiteral(parts.join("."), style)})`;
}

const KEYWORDS = /^(False|None|True|and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield)$/;

/** Whether an `import` statement can name it. */
export function isImportable(parts: readonly string[]): boolean {
  return parts.every(part => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(part) && !KEYWORDS.test(part));
}

/** `HttpTrigger_v2` -> `http_trigger_v2`. */
export function snake(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2").replace(/[^\p{L}\p{N}_]+/gu, "_");
  const lower = words.toLowerCase().replace(/_+/g, "_").replace(/^_|_$/g, "");
  return /^[\p{L}_]/u.test(lower) ? lower : `f_${lower}`;
}

class Names {
  readonly #taken = new Set(RESERVED);

  take(wanted: string): string {
    let name = wanted;
    for (let number = 2; this.#taken.has(name); number++) name = `${wanted}${number}`;
    this.#taken.add(name);
    return name;
  }
}
