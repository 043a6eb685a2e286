import { visitorKeys } from "oxc-parser";

import type { Range } from "../../../model/text.ts";
import type { CallNode, FunctionNode, Node, Program } from "../ast.ts";
import { parse } from "../parse.ts";

type CallLike = CallNode | (Node & { readonly type: "TaggedTemplateExpression" }) | (Node & { readonly type: "NewExpression" });

/** A tree with the way up: parents, and nodes by their range. */
export class TreeIndex {
  readonly text: string;
  readonly program: Program;
  readonly #parents = new Map<Node, Node>();
  readonly #calls = new Map<string, CallLike>();
  readonly #functions = new Map<string, FunctionNode>();
  readonly #templates: Node[] = [];
  readonly #members = new Map<string, Node>();
  readonly #names = new Map<string, Node[]>();
  readonly #starts = new Map<number, Node>();
  readonly #literals = new Map<number, Node>();

  constructor(program: Program, text: string) {
    this.text = text;
    this.program = program;
    const stack: Node[] = [program];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      this.#keep(node);
      for (const child of childNodes(node)) {
        this.#parents.set(child, node);
        stack.push(child);
      }
    }
  }

  #keep(node: Node): void {
    switch (node.type) {
      case "CallExpression":
      case "NewExpression":
      case "TaggedTemplateExpression":
        this.#calls.set(key(node), node);
        break;
      case "TemplateLiteral":
        this.#templates.push(node);
        break;
      case "MemberExpression":
        this.#members.set(key(node), node);
        break;
      case "ArrowFunctionExpression":
      case "FunctionExpression":
      case "FunctionDeclaration":
        this.#functions.set(key(node), node);
        break;
      case "Identifier":
      case "JSXIdentifier":
        this.#names.set(node.name, [...(this.#names.get(node.name) ?? []), node]);
        this.#starts.set(node.start, node);
        break;
      case "PrivateIdentifier":
        this.#starts.set(node.start, node);
        break;
      case "Literal":
        if (typeof node.value === "string") this.#literals.set(node.start, node);
        break;
      default:
    }
  }

  parent(node: Node): Node | undefined {
    return this.#parents.get(node);
  }

  /** The nodes around, innermost first. */
  *ancestors(node: Node): Generator<Node, void, undefined> {
    for (let at = this.#parents.get(node); at !== undefined; at = this.#parents.get(at)) yield at;
  }

  callAt(range: Range): CallLike | undefined {
    return this.#calls.get(key(range));
  }

  /** The call or member expression with that range. */
  expressionAt(range: Range): Node | undefined {
    return this.#members.get(key(range)) ?? this.#calls.get(key(range));
  }

  /** The function with that range; a method's facts may cover its key too. */
  functionAt(range: Range): FunctionNode | undefined {
    const exact = this.#functions.get(key(range));
    if (exact !== undefined) return exact;
    for (const fn of this.#functions.values()) {
      const parent = this.parent(fn);
      if (parent !== undefined && parent.start === range.start && parent.end === range.end) return fn;
    }
    return undefined;
  }

  /** The function whose body or parameters hold the node. */
  functionAround(node: Node): FunctionNode | undefined {
    for (const at of this.ancestors(node)) if (isFunction(at)) return at;
    return undefined;
  }

  /** The identifier that starts at an offset. */
  nameAt(offset: number): Node | undefined {
    return this.#starts.get(offset);
  }

  /** The string literal that starts at an offset. */
  literalAt(offset: number): Node | undefined {
    return this.#literals.get(offset);
  }

  /** Every identifier of that name, whatever it means. */
  named(name: string): readonly Node[] {
    return this.#names.get(name) ?? [];
  }

  /** Whether an offset lies in a template literal, whose line breaks are part of its value. */
  inTemplate(offset: number): boolean {
    return this.#templates.some(({ start, end }) => start < offset && offset < end);
  }

  /** The nearest statement around a node, or the node itself. */
  statementOf(node: Node): Node {
    let at = node;
    for (const outer of this.ancestors(node)) {
      if (isBlock(outer)) return at;
      at = outer;
    }
    return at;
  }

  /** The innermost statement around a node: also the one that an `if` or a loop governs without braces. */
  innerStatementOf(node: Node): Node {
    let at = node;
    for (const outer of this.ancestors(node)) {
      if (isBlock(outer) || governs(outer, at)) return at;
      at = outer;
    }
    return at;
  }
}

function governs(outer: Node, statement: Node): boolean {
  if (outer.type === "IfStatement") return outer.test !== statement;
  return "body" in outer && outer.body === statement && /^(?:For|While|DoWhile|Labeled)/.test(outer.type);
}

/** Parses a file for rewriting; undefined when it does not parse. */
export function indexOf(text: string, path: string): TreeIndex | undefined {
  const parsed = parse(text, path);
  return "error" in parsed ? undefined : new TreeIndex(parsed.program, text);
}

/** An `await` that stands in a function which is not async: the parser lets it pass. */
export function strayAwait({ program }: TreeIndex): Node | undefined {
  let found: Node | undefined;
  const visit = (node: Node, isAsync: boolean): void => {
    if (node.type === "AwaitExpression" && !isAsync) found ??= node;
    const inner = isFunction(node) ? node.async : node.type === "StaticBlock" ? false : isAsync;
    for (const child of childNodes(node)) visit(child, inner);
  };
  visit(program, true);
  return found;
}

export function isFunction(node: Node): node is FunctionNode {
  return node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression" || node.type === "FunctionDeclaration";
}

/** Whether the children are statements. */
export function isBlock(node: Node): boolean {
  return node.type === "Program" || node.type === "BlockStatement" || node.type === "SwitchCase" || node.type === "StaticBlock" || node.type === "TSModuleBlock";
}

/** Every child of a node, in the order of the text. */
export function childNodes(node: Node): Node[] {
  const fields = node as unknown as Readonly<Record<string, unknown>>;
  return (visitorKeys[node.type] ?? []).flatMap(name => {
    const value = fields[name];
    return (Array.isArray(value) ? value : [value]).filter(isNode);
  });
}

/** Visits a tree, parents first; a visitor that returns false keeps the walk out of that node. */
export function walkTree(node: Node, visit: (node: Node) => boolean | void): void {
  if (visit(node) === false) return;
  for (const child of childNodes(node)) walkTree(child, visit);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}

function key({ start, end }: Range): string {
  return `${start}:${end}`;
}
