import type { AnyNode, ExceptHandler, Expression, FunctionNode, Lambda, Name, Pattern, Statement } from "./nodes.ts";
import { childNodes } from "./nodes.ts";
import type { PythonTree } from "./tree.ts";
import type { Range } from "../../model/text.ts";

/** What a module binds at its top level and where its code uses those names. */
export interface ModuleNames {
  /** Each name that module-level code binds, with how it does so. */
  readonly bound: ReadonlyMap<string, readonly Binder[]>;
  /** Uses and bindings (ranges of the bare name) that mean the module's own name; binders included. */
  readonly references: ReadonlyMap<string, readonly Range[]>;
  /** Every name bound anywhere in the file. */
  readonly everywhere: ReadonlySet<string>;
  /** Names that are used but bound nowhere in reach: builtins, star imports. */
  readonly free: ReadonlySet<string>;
}

export interface Binder {
  readonly kind: "def" | "class" | "import" | "assign" | "other";
  readonly node: AnyNode;
  /** Under an `if`, `try`, `for`, `with` of the module. */
  readonly conditional: boolean;
}

interface Scope {
  readonly kind: "module" | "function" | "comprehension" | "class";
  readonly parent: Scope | null;
  readonly bound: Set<string>;
  readonly globals: Set<string>;
  readonly nonlocals: Set<string>;
}

interface Use {
  readonly name: string;
  readonly range: Range;
  readonly scope: Scope;
}

/** Python's scoping, for the module's own names: functions, lambdas and comprehensions hide names, class bodies only for themselves. */
export function moduleNames(tree: PythonTree): ModuleNames {
  return new Collector(tree).collect();
}

class Collector {
  readonly #tree: PythonTree;
  readonly #module: Scope = newScope("module", null);
  readonly #binders = new Map<string, Binder[]>();
  readonly #uses: Use[] = [];
  readonly #everywhere = new Set<string>();

  constructor(tree: PythonTree) {
    this.#tree = tree;
  }

  collect(): ModuleNames {
    for (const statement of this.#tree.module.body) this.#visit(statement, this.#module, false);
    const references = new Map<string, Range[]>();
    const free = new Set<string>();
    for (const use of this.#uses) {
      const owner = ownerOf(use);
      if (owner !== this.#module) continue;
      if (!this.#module.bound.has(use.name)) free.add(use.name);
      const known = references.get(use.name);
      if (known) known.push(use.range);
      else references.set(use.name, [use.range]);
    }
    return { bound: this.#binders, references, everywhere: this.#everywhere, free };
  }

  #bind(name: string, scope: Scope, range: Range | undefined, binder: Binder): void {
    this.#everywhere.add(name);
    const target = scope.globals.has(name) ? this.#module : scope;
    if (!scope.nonlocals.has(name)) target.bound.add(name);
    if (target === this.#module) {
      const known = this.#binders.get(name);
      if (known) known.push(binder);
      else this.#binders.set(name, [binder]);
    }
    if (range) this.#uses.push({ name, range, scope });
  }

  #visit(visited: AnyNode, scope: Scope, conditional: boolean): void {
    const node = visited as Statement | Expression | ExceptHandler | Pattern;
    const below = (child: AnyNode, inner: Scope = scope, under: boolean = conditional): void => this.#visit(child, inner, under);
    switch (node.nodeType) {
      case "FunctionDef":
      case "AsyncFunctionDef": {
        this.#bind(node.name, scope, this.#tree.nameRange(node), { kind: "def", node, conditional });
        for (const decorator of node.decorator_list) below(decorator);
        this.#visitFunction(node, scope);
        return;
      }
      case "Lambda":
        this.#visitFunction(node, scope);
        return;
      case "ClassDef": {
        this.#bind(node.name, scope, this.#tree.nameRange(node), { kind: "class", node, conditional });
        for (const child of [...node.decorator_list, ...node.bases, ...node.keywords]) below(child);
        const inner = newScope("class", scope);
        this.#declare(node.body, inner);
        for (const child of node.body) below(child, inner, false);
        return;
      }
      case "ListComp":
      case "SetComp":
      case "DictComp":
      case "GeneratorExp": {
        const inner = newScope("comprehension", scope);
        for (const child of childNodes(node).toReversed()) below(child, inner);
        return;
      }
      case "Import":
        for (const alias of node.names) {
          const name = alias.asname ?? alias.name.split(".")[0]!;
          this.#bind(name, scope, undefined, { kind: "import", node, conditional });
        }
        return;
      case "ImportFrom":
        for (const alias of node.names) this.#bind(alias.asname ?? alias.name, scope, undefined, { kind: "import", node, conditional });
        return;
      case "Global":
      case "Nonlocal":
        return;
      case "NamedExpr": {
        let owner = scope;
        while (owner.kind === "comprehension" && owner.parent !== null) owner = owner.parent;
        if (node.target.nodeType === "Name") this.#bind(node.target.id, owner, this.#tree.range(node.target), { kind: "other", node, conditional });
        below(node.value);
        return;
      }
      case "Name":
        this.#name(node, scope, conditional);
        return;
      case "ExceptHandler":
        if (node.name != null) this.#bind(node.name, scope, undefined, { kind: "other", node, conditional: true });
        for (const child of childNodes(node)) below(child, scope, true);
        return;
      case "MatchAs":
      case "MatchStar":
        if (node.name != null) this.#bind(node.name, scope, undefined, { kind: "other", node, conditional: true });
        for (const child of childNodes(node)) below(child, scope, true);
        return;
      case "MatchMapping":
        if (node.rest != null) this.#bind(node.rest, scope, undefined, { kind: "other", node, conditional: true });
        for (const child of childNodes(node)) below(child, scope, true);
        return;
      case "Assign":
        for (const target of node.targets) {
          if (target.nodeType === "Name") this.#bind(target.id, scope, this.#tree.range(target), { kind: "assign", node, conditional });
          else below(target);
        }
        below(node.value);
        return;
      case "If":
      case "Try":
      case "TryStar":
      case "For":
      case "AsyncFor":
      case "While":
      case "With":
      case "AsyncWith":
      case "Match":
        for (const child of childNodes(node)) below(child, scope, true);
        return;
      default:
        for (const child of childNodes(node)) below(child);
    }
  }

  #visitFunction(node: FunctionNode | Lambda, scope: Scope): void {
    const { args } = node;
    const inner = newScope("function", scope);
    const all = [...(args.posonlyargs ?? []), ...args.args, ...(args.vararg ? [args.vararg] : []), ...args.kwonlyargs, ...(args.kwarg ? [args.kwarg] : [])];
    for (const argument of all) {
      this.#everywhere.add(argument.arg);
      inner.bound.add(argument.arg);
      if (argument.annotation) this.#visit(argument.annotation, scope, false);
    }
    for (const value of [...args.defaults, ...args.kw_defaults]) if (value) this.#visit(value, scope, false);
    if (node.nodeType === "Lambda") {
      this.#visit(node.body, inner, false);
      return;
    }
    if (node.returns) this.#visit(node.returns, scope, false);
    this.#declare(node.body, inner);
    for (const statement of node.body) this.#visit(statement, inner, false);
  }

  /** `global` and `nonlocal` count for the whole function, wherever they stand in it. */
  #declare(body: readonly AnyNode[], scope: Scope): void {
    for (const child of body) {
      const node = child as Statement;
      if (node.nodeType === "Global") for (const name of node.names) scope.globals.add(name);
      else if (node.nodeType === "Nonlocal") for (const name of node.names) scope.nonlocals.add(name);
      else if (!["FunctionDef", "AsyncFunctionDef", "ClassDef"].includes(node.nodeType)) this.#declare(childNodes(node), scope);
    }
  }

  #name(node: Name, scope: Scope, conditional: boolean): void {
    const range = this.#tree.range(node);
    if (node.ctx.nodeType === "Load") this.#uses.push({ name: node.id, range, scope });
    else this.#bind(node.id, scope, range, { kind: "other", node, conditional });
  }
}

function newScope(kind: Scope["kind"], parent: Scope | null): Scope {
  return { kind, parent, bound: new Set(), globals: new Set(), nonlocals: new Set() };
}

function ownerOf(use: Use): Scope {
  let scope: Scope = use.scope;
  let first = true;
  for (;;) {
    if (scope.globals.has(use.name)) return root(scope);
    const visible = first || scope.kind !== "class";
    if (scope.parent === null || (visible && scope.bound.has(use.name) && !scope.nonlocals.has(use.name))) return scope;
    scope = scope.parent;
    first = false;
  }
}

function root(scope: Scope): Scope {
  return scope.parent === null ? scope : root(scope.parent);
}
