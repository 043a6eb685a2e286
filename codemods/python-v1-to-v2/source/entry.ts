import type { Assign, Call, FunctionNode } from "../../../src/languages/python/nodes.ts";
import type { AppImport } from "./imports.ts";
import type { PythonModule } from "./modules.ts";

/** What the entry point of a function is in its module. */
export type Entry =
  /** A `def` that can carry decorators. */
  | { readonly kind: "def"; readonly node: FunctionNode }
  /** `main = df.Orchestrator.create(steps)`: `steps` can carry the decorator, which creates the orchestrator itself. */
  | { readonly kind: "created"; readonly node: FunctionNode; readonly assignment: Assign; readonly creates: "orchestrator" | "entity" }
  /** Something that can only be named: imported, assigned, defined twice or conditionally, used elsewhere. */
  | { readonly kind: "named"; readonly reason: string; readonly node?: FunctionNode; readonly creates?: "orchestrator" | "entity" };

/** Finds `name` in a module that parses; undefined when the module does not define it. */
export function findEntry(module: PythonModule, name: string): Entry | undefined {
  const binders = module.names.bound.get(name);
  if (binders === undefined) {
    const star = module.tree!.module.body.some(statement => statement.nodeType === "ImportFrom" && statement.names.some(alias => alias.name === "*"));
    return star ? { kind: "named", reason: "it comes from a star import" } : undefined;
  }
  const [first] = binders;
  if (binders.length > 1) return { kind: "named", reason: "it is defined more than once" };
  if (first!.conditional) return { kind: "named", reason: "it is defined conditionally" };
  if (first!.kind === "def") {
    const node = first!.node as FunctionNode;
    return isUsedOnce(module, name) ? { kind: "def", node } : { kind: "named", reason: "its own module uses it too", node };
  }
  if (first!.kind === "import") return { kind: "named", reason: "it is imported" };
  if (first!.kind === "assign") return assigned(module, name, first!.node as Assign);
  return { kind: "named", reason: "it is not a `def`" };
}

function assigned(module: PythonModule, name: string, assignment: Assign): Entry {
  const creates = createsOf(assignment);
  if (creates === undefined) return { kind: "named", reason: "it is assigned" };
  const call = assignment.value as Call;
  const [argument] = call.args;
  const target = argument?.nodeType === "Name" ? module.names.bound.get(argument.id) : undefined;
  const definition = target?.length === 1 && target[0]!.kind === "def" && !target[0]!.conditional ? (target[0]!.node as FunctionNode) : undefined;
  const alone = assignment.targets.length === 1 && call.args.length === 1 && call.keywords.length === 0;
  if (definition === undefined || !alone) return { kind: "named", reason: "it is created from something else than a `def` of its module", creates };
  const used = module.names.references.get(definition.name)?.length ?? 0;
  if (used !== 2 || !isUsedOnce(module, name) || !standsAlone(module, assignment)) return { kind: "named", reason: "its module uses it elsewhere too", node: definition, creates };
  return { kind: "created", node: definition, assignment, creates };
}

/** `df.Orchestrator.create(…)`, `Entity.create(…)`. */
function createsOf({ value }: Assign): "orchestrator" | "entity" | undefined {
  if (value.nodeType !== "Call" || value.func.nodeType !== "Attribute" || value.func.attr !== "create") return undefined;
  const owner = value.func.value;
  const name = owner.nodeType === "Attribute" ? owner.attr : owner.nodeType === "Name" ? owner.id : "";
  return name === "Orchestrator" ? "orchestrator" : name === "Entity" ? "entity" : undefined;
}

function isUsedOnce(module: PythonModule, name: string): boolean {
  return (module.names.references.get(name)?.length ?? 0) <= 1;
}

/** Alone on its line, without a comment that would go with it. */
function standsAlone(module: PythonModule, assignment: Assign): boolean {
  const { text } = module;
  const { start, end } = module.tree!.range(assignment);
  const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  const after = /[^\n]*/y;
  after.lastIndex = end;
  return before.trim() === "" && after.exec(text)![0].trim() === "";
}

/** Whether another module uses `name` of `module`, so that its value must stay what it is. `imports` are the other's. */
export function isNamedIn(other: PythonModule, imports: readonly AppImport[], module: PythonModule, name: string): boolean {
  const own = module.parts.join(".");
  if (new RegExp(`['"](__app__\\.)?${own.replaceAll(".", "\\.")}\\.${name}\\b`).test(other.text)) return true;
  return imports.some(({ target, names }) => {
    if (target === undefined) return false;
    const origin = target.join(".");
    if (names === undefined) return origin === own && mentions(other, name);
    if (origin === own) return names.includes(name) || names.includes("*");
    return names.some(each => [...target, each].join(".") === own) && mentions(other, name);
  });
}

function mentions(other: PythonModule, attribute: string): boolean {
  return new RegExp(`\\.${attribute}\\b|['"]${attribute}['"]`).test(other.text);
}
