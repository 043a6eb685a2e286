import { join } from "node:path";

import type { Call, Expression, FunctionNode, Module } from "../../../src/languages/python/nodes.ts";
import { parsePython } from "../../../src/languages/python/parse.ts";
import type { Binding, Json } from "../../../src/model/app.ts";
import type { Decoration } from "../bindings/decoration.ts";
import { httpAppBindings } from "../asgi/bindings.ts";
import { emit } from "../bindings/emit.ts";
import { evaluate, readDecoration } from "./evaluate.ts";
import type { PlannedFiles } from "./planned-files.ts";

/** A function as the new code registers it. */
export interface Registered {
  readonly name: string;
  readonly bindings: readonly Binding[];
  readonly retry: Json | undefined;
  /** Dotted module and name of what is called. */
  readonly module: string;
  readonly attribute: string;
  /** Registered by an AsgiFunctionApp or a WsgiFunctionApp, which has bindings of its own. */
  readonly httpApp?: "asgi" | "wsgi";
}

export interface ReadBack {
  readonly functions: readonly Registered[];
  readonly problems: readonly string[];
}

/** Reads what function_app.py and the blueprints that it registers say, from the planned text alone. */
export function readBack(root: string, files: PlannedFiles): ReadBack {
  const reader = new Reader(root, files);
  reader.readApp();
  return { functions: reader.functions, problems: reader.problems };
}

class Reader {
  readonly functions: Registered[] = [];
  readonly problems: string[] = [];
  readonly #root: string;
  readonly #files: PlannedFiles;
  /** Names of function_app.py -> what they stand for: a module, or an attribute of one. */
  readonly #names = new Map<string, { readonly module: string; readonly attribute?: string }>();
  #app: string | undefined;

  constructor(root: string, files: PlannedFiles) {
    this.#root = root;
    this.#files = files;
  }

  readApp(): void {
    const text = this.#files.read(join(this.#root, "function_app.py"));
    const module = text === undefined ? undefined : this.#parse(text, "function_app.py");
    if (module === undefined) {
      this.problems.push("There is no function_app.py that can be read.");
      return;
    }
    const registered = new Set<string>();
    for (const statement of module.body) {
      if (statement.nodeType === "Import") for (const { name, asname } of statement.names) this.#names.set(asname ?? name, { module: name });
      else if (statement.nodeType === "ImportFrom") for (const { name, asname } of statement.names) this.#names.set(asname ?? name, { module: statement.module ?? "", attribute: name });
      else if (statement.nodeType === "Assign" && statement.targets[0]?.nodeType === "Name") this.#assign(statement.targets[0].id, statement.value);
      else if (statement.nodeType === "Expr" && statement.value.nodeType === "Call") this.#call(statement.value, registered);
      else if (statement.nodeType === "FunctionDef" || statement.nodeType === "AsyncFunctionDef") this.#decorated(statement, this.#app ?? "", "function_app");
    }
    if (this.#app === undefined) this.problems.push("function_app.py makes no function app.");
  }

  #assign(name: string, value: Expression): void {
    const module = dynamicImport(value);
    if (module !== undefined) this.#names.set(name, { module });
    else if (value.nodeType === "Call" && value.func.nodeType === "Attribute" && /^(FunctionApp|DFApp)$/.test(value.func.attr)) {
      if (this.#app !== undefined) this.problems.push("function_app.py makes more than one function app: the worker refuses that.");
      if (value.keywords.length > 0 || value.args.length > 0) this.problems.push("The function app is made with arguments: a default level of its own would change the endpoints.");
      this.#app = name;
    } else if (value.nodeType === "Call" && value.func.nodeType === "Attribute" && /^(Asgi|Wsgi)FunctionApp$/.test(value.func.attr)) {
      if (this.#app !== undefined) this.problems.push("function_app.py makes more than one function app: the worker refuses that.");
      this.#app = name;
      this.#httpApp(value, value.func.attr === "AsgiFunctionApp" ? "asgi" : "wsgi");
    }
  }

  /** `func.AsgiFunctionApp(app=asgi_app, http_auth_level=func.AuthLevel.ADMIN, function_name="Web")`. */
  #httpApp(call: Call, kind: "asgi" | "wsgi"): void {
    const value = (name: string): Expression | undefined => call.keywords.find(({ arg }) => arg === name)?.value;
    const given = (name: string): Json | undefined => {
      const node = value(name);
      const read = node && evaluate(node);
      return read === undefined ? undefined : "json" in read ? read.json : read.member;
    };
    const [level, name] = [given("http_auth_level"), given("function_name")];
    const application = value("app");
    const target = application && this.#application(application);
    if (call.args.length > 0 || call.keywords.length !== 3 || typeof level !== "string" || typeof name !== "string" || target === undefined) this.problems.push("The function app's arguments cannot be read.");
    else this.functions.push({ name, bindings: httpAppBindings(level), retry: undefined, ...target, httpApp: kind });
  }

  /** A name of a module, with attributes of what it stands for. */
  #application(node: Expression): { readonly module: string; readonly attribute: string } | undefined {
    const known = this.#resolve(node);
    if (known?.attribute !== undefined) return { module: known.module, attribute: known.attribute };
    const inner = node.nodeType === "Attribute" ? this.#application(node.value) : undefined;
    return inner && node.nodeType === "Attribute" ? { module: inner.module, attribute: `${inner.attribute}.${node.attr}` } : undefined;
  }

  #call(call: Call, registered: Set<string>): void {
    if (call.func.nodeType === "Attribute" && call.func.attr === "register_functions") {
      const blueprint = call.args[0] && this.#resolve(call.args[0]);
      if (blueprint?.attribute === undefined) this.problems.push("A registration in function_app.py cannot be read.");
      else if (registered.has(`${blueprint.module}:${blueprint.attribute}`)) this.problems.push(`The blueprint of ${blueprint.module} is registered twice.`);
      else {
        registered.add(`${blueprint.module}:${blueprint.attribute}`);
        this.#readBlueprint(blueprint.module, blueprint.attribute);
      }
      return;
    }
    const decorations: Decoration[] = [];
    let at: Expression = call;
    while (at.nodeType === "Call" && at.func.nodeType === "Call" && at.args.length === 1) {
      const decoration = this.#isOf(at.func, this.#app ?? "") ? readDecoration(at.func) : undefined;
      if (decoration === undefined) return void this.problems.push("A registration in function_app.py cannot be read.");
      decorations.push(decoration);
      at = at.args[0]!;
    }
    const target = decorations.length === 0 ? undefined : this.#resolve(at);
    if (target?.attribute !== undefined) this.#add(decorations, target.module, target.attribute);
  }

  #readBlueprint(dotted: string, blueprint: string): void {
    const file = this.#files.module(this.#root, dotted);
    const module = file && this.#parse(file.text, file.path);
    if (module === undefined) {
      this.problems.push(`function_app.py imports ${dotted}, which is not there.`);
      return;
    }
    let isMade = false;
    for (const statement of module.body) {
      if (statement.nodeType === "Assign" && statement.targets[0]?.nodeType === "Name" && statement.targets[0].id === blueprint)
        isMade = statement.value.nodeType === "Call" && statement.value.func.nodeType === "Attribute" && statement.value.func.attr === "Blueprint";
      else if (statement.nodeType === "FunctionDef" || statement.nodeType === "AsyncFunctionDef") {
        if (statement.decorator_list.some(each => this.#isOf(each, blueprint)) && !isMade) this.problems.push(`${dotted} uses its blueprint before it makes it.`);
        this.#decorated(statement, blueprint, dotted);
      }
    }
  }

  #decorated(node: FunctionNode, owner: string, module: string): void {
    const calls = node.decorator_list.filter(each => this.#isOf(each, owner));
    if (calls.length === 0) return;
    const decorations = calls.map(each => (each.nodeType === "Call" ? readDecoration(each) : undefined));
    if (decorations.includes(undefined)) this.problems.push(`A decorator of ${module}.${node.name} cannot be read.`);
    else this.#add(decorations as Decoration[], module, node.name);
  }

  #add(decorations: readonly Decoration[], module: string, attribute: string): void {
    const named = decorations.find(({ decorator }) => decorator === "function_name")?.arguments[0]?.[1];
    const name = named && "json" in named && typeof named.json === "string" ? named.json : attribute;
    const bindings: Binding[] = [];
    let retry: Json | undefined;
    for (const decoration of decorations) {
      if (decoration.decorator === "function_name") continue;
      if (decoration.decorator === "retry") retry = Object.fromEntries(decoration.arguments.map(([key, value]) => [key, "json" in value ? value.json : value.member]));
      else {
        const made = emit(decoration);
        if (made === undefined) this.problems.push(`The decorator ${decoration.decorator} of ${name} is not known.`);
        else bindings.push(...made);
      }
    }
    this.functions.push({ name, bindings, retry, module, attribute });
  }

  #isOf(node: Expression, owner: string): boolean {
    return node.nodeType === "Call" && node.func.nodeType === "Attribute" && node.func.value.nodeType === "Name" && node.func.value.id === owner;
  }

  #resolve(node: Expression): { readonly module: string; readonly attribute?: string } | undefined {
    if (node.nodeType === "Name") return this.#names.get(node.id);
    if (node.nodeType !== "Attribute") return undefined;
    const dynamic = dynamicImport(node.value);
    if (dynamic !== undefined) return { module: dynamic, attribute: node.attr };
    const path = dottedName(node.value);
    const known = path === undefined ? undefined : this.#names.get(path);
    return known === undefined || known.attribute !== undefined ? undefined : { module: known.module, attribute: node.attr };
  }

  #parse(text: string, name: string): Module | undefined {
    const { tree, error } = parsePython(text);
    if (error !== undefined) this.problems.push(`${name} does not parse: ${error.message}`);
    return tree?.module;
  }
}

function dottedName(node: Expression): string | undefined {
  if (node.nodeType === "Name") return node.id;
  if (node.nodeType !== "Attribute") return undefined;
  const left = dottedName(node.value);
  return left === undefined ? undefined : `${left}.${node.attr}`;
}

/** `importlib.import_module("my-function")`. */
function dynamicImport(node: Expression): string | undefined {
  if (node.nodeType !== "Call" || dottedName(node.func) !== "importlib.import_module" || node.args.length !== 1) return undefined;
  const value = evaluate(node.args[0]!);
  return value && "json" in value && typeof value.json === "string" ? value.json : undefined;
}
