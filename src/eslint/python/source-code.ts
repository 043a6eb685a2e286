import type { DirectiveType, FileProblem, RulesConfig, SourceLocation, TraversalStep } from "@eslint/core";
import { ConfigCommentParser, Directive, TextSourceCodeBase, VisitNodeStep } from "@eslint/plugin-kit";

import { childNodes, type AnyNode, type Module } from "../../languages/python/nodes.ts";
import type { PythonTree } from "../../languages/python/tree.ts";
import { lineStarts, positionAt } from "../../model/text.ts";
import { parentsIn, rangeOf } from "./places.ts";

/** A comment, as ESLint's directives have it. */
interface PythonComment {
  readonly type: "Comment";
  /** Without its `#`. */
  readonly value: string;
  readonly range: [number, number];
  readonly loc: SourceLocation;
}

type Element = AnyNode | PythonComment;

interface Types {
  LangOptions: Record<string, unknown>;
  RootNode: Module;
  SyntaxElementWithLoc: Element;
  ConfigNode: PythonComment;
}

const DIRECTIVE = /^\s*eslint(?:-enable|-disable(?:(?:-next)?-line)?)?(?:\s|$)/u;
const DISABLES = new Set(["eslint-disable", "eslint-enable", "eslint-disable-line", "eslint-disable-next-line"]);
const ENTER = 1;
const EXIT = 2;

/** A Python file as ESLint works with it: nodes in the order of the text, comments, directives. */
export class PythonSourceCode extends TextSourceCodeBase<Types> {
  readonly tree: PythonTree;
  readonly #comments = new ConfigCommentParser();
  #parents: ReadonlyMap<object, AnyNode> | undefined;
  #starts: readonly number[] | undefined;
  #directives: readonly PythonComment[] | undefined;

  constructor(text: string, ast: Module, tree: PythonTree) {
    super({ text, ast, lineEndingPattern: /\r?\n|\r/u });
    this.tree = tree;
  }

  /** Every comment of the file, in order. */
  getAllComments(): readonly PythonComment[] {
    return this.tree.comments().map(({ text, start, end }) => ({
      type: "Comment",
      value: text.slice(1),
      range: [start, end],
      loc: { start: this.#locate(start), end: this.#locate(end) },
    }));
  }

  /** Counted when asked for: most nodes of most files never are. */
  override getRange(node: Element): [number, number] {
    if (isComment(node)) return node.range;
    return rangeOf(this.tree, node) ?? this.#rangeAround(node);
  }

  override getLoc(node: Element): SourceLocation {
    const [start, end] = this.getRange(node);
    return { start: this.#locate(start), end: this.#locate(end) };
  }

  override getLocFromIndex(index: number): { line: number; column: number } {
    return this.#locate(index);
  }

  override getParent(node: Element): AnyNode | undefined {
    this.#parents ??= parentsIn(this.tree);
    return this.#parents.get(node);
  }

  override getAncestors(node: Element): AnyNode[] {
    const ancestors: AnyNode[] = [];
    for (let at = this.getParent(node); at !== undefined; at = this.getParent(at)) ancestors.unshift(at);
    return ancestors;
  }

  getInlineConfigNodes(): PythonComment[] {
    this.#directives ??= this.text.includes("eslint") ? this.getAllComments().filter(({ value }) => DIRECTIVE.test(value)) : [];
    return [...this.#directives];
  }

  getDisableDirectives(): { problems: FileProblem[]; directives: Directive[] } {
    const directives = this.getInlineConfigNodes().flatMap(node => {
      const parsed = this.#comments.parseDirective(node.value);
      if (parsed === undefined || !DISABLES.has(parsed.label)) return [];
      const type = parsed.label.slice("eslint-".length) as DirectiveType;
      return [new Directive({ type, node, value: parsed.value, justification: parsed.justification })];
    });
    return { problems: [], directives };
  }

  applyInlineConfig(): { configs: { config: { rules: RulesConfig }; loc: SourceLocation }[]; problems: FileProblem[] } {
    const configs: { config: { rules: RulesConfig }; loc: SourceLocation }[] = [];
    const problems: FileProblem[] = [];
    for (const { value, loc } of this.getInlineConfigNodes()) {
      const parsed = this.#comments.parseDirective(value);
      if (parsed?.label !== "eslint") continue;
      const rules = this.#comments.parseJSONLikeConfig(parsed.value);
      if (rules.ok) configs.push({ config: { rules: rules.config }, loc });
      else problems.push({ ruleId: null, message: rules.error.message, loc });
    }
    return { configs, problems };
  }

  override traverse(): Iterable<TraversalStep> {
    return this.#steps(this.ast);
  }

  *#steps(node: AnyNode): Iterable<TraversalStep> {
    // A stack of our own: nested generators would cost a step for every level above.
    const stack: { readonly node: AnyNode; readonly leaving: boolean }[] = [{ node, leaving: false }];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      yield new VisitNodeStep({ target: top.node, phase: top.leaving ? EXIT : ENTER, args: [top.node] });
      if (top.leaving) continue;
      stack.push({ node: top.node, leaving: true });
      const children = childNodes(top.node);
      for (let index = children.length - 1; index >= 0; index--) stack.push({ node: children[index]!, leaving: false });
    }
  }

  /** An empty list of parameters is nowhere: it has its function's place. */
  #rangeAround(node: AnyNode): [number, number] {
    return this.getRange(this.getParent(node) ?? this.ast);
  }

  #locate(offset: number): { line: number; column: number } {
    this.#starts ??= lineStarts(this.text);
    const { line, column } = positionAt(this.#starts, offset);
    return { line, column: column - 1 };
  }
}

function isComment(node: Element): node is PythonComment {
  return "type" in node && node.type === "Comment";
}
