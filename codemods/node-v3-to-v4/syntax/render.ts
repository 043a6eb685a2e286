import { ts } from "ts-morph";

/** Prints a node with everything that was replaced inside it; `inner` leaves the node's own replacement out. */
export interface Render {
  (node: ts.Node): string;
  inner(node: ts.Node): string;
}

/**
 * Replacements of nodes in one file. A replacement prints its own children through {@link Render}, so that nested ones
 * meet without offsets getting in each other's way; whatever nobody replaced keeps its text, comments and spaces.
 */
export class Replacements {
  readonly #printers = new Map<ts.Node, (render: Render) => string>();
  readonly #before = new Map<ts.Node, string[]>();
  readonly #after = new Map<ts.Node, string[]>();
  readonly #removed = new Set<ts.Node>();

  replace(node: ts.Node, print: (render: Render) => string): void {
    this.#printers.set(node, print);
  }

  /** Removes a statement with its line and the comments above it that belong to it alone. */
  remove(node: ts.Node): void {
    this.#removed.add(node);
  }

  insertBefore(node: ts.Node, text: string): void {
    push(this.#before, node, text);
  }

  insertAfter(node: ts.Node, text: string): void {
    push(this.#after, node, text);
  }

  has(node: ts.Node): boolean {
    return this.#printers.has(node) || this.#removed.has(node);
  }

  /** How the node is printed so far, for a replacement that goes around it. */
  printerOf(node: ts.Node): ((render: Render) => string) | undefined {
    return this.#printers.get(node);
  }

  isRemoved(node: ts.Node): boolean {
    return this.#removed.has(node);
  }

  /** Takes over what another set replaces: a handler is rewritten aside and joins its file when it succeeds as a whole. */
  merge(other: Replacements): void {
    for (const [node, printer] of other.#printers) this.#printers.set(node, printer);
    for (const [node, texts] of other.#before) for (const text of texts) push(this.#before, node, text);
    for (const [node, texts] of other.#after) for (const text of texts) push(this.#after, node, text);
    for (const node of other.#removed) this.#removed.add(node);
  }

  /** The text of the file after all replacements. */
  print(file: ts.SourceFile): string {
    const text = file.text;
    const outer = (node: ts.Node): string => {
      const printer = this.#printers.get(node);
      const body = printer === undefined ? inner(node) : printer(render);
      return (this.#before.get(node) ?? []).join("") + body + (this.#after.get(node) ?? []).join("");
    };
    const inner = (node: ts.Node): string => {
      const start = node.getStart(file);
      let result = "";
      let at = start;
      for (const child of childrenOf(node)) {
        const from = child.getStart(file);
        if (from < at) continue;
        if (this.#removed.has(child)) {
          const line = wholeLine(text, from, child.end);
          result += text.slice(at, Math.max(at, line.start));
          at = Math.max(at, line.end);
          continue;
        }
        result += text.slice(at, from) + outer(child);
        at = child.end;
      }
      return result + text.slice(at, Math.max(at, node.end));
    };
    const render: Render = Object.assign(outer, { inner });
    const start = file.getStart(file);
    return text.slice(0, start) + outer(file) + text.slice(Math.max(start, file.end));
  }
}

function push(map: Map<ts.Node, string[]>, node: ts.Node, text: string): void {
  const list = map.get(node);
  if (list === undefined) map.set(node, [text]);
  else list.push(text);
}

function childrenOf(node: ts.Node): ts.Node[] {
  const children: ts.Node[] = [];
  ts.forEachChild(node, child => void children.push(child));
  return children.sort((a, b) => a.pos - b.pos || a.end - b.end);
}

/** The range with its indentation and line end when it stands alone on its lines. */
function wholeLine(text: string, start: number, end: number): { start: number; end: number } {
  let from = start;
  while (from > 0 && (text[from - 1] === " " || text[from - 1] === "\t")) from--;
  let to = end;
  while (text[to] === " " || text[to] === "\t" || text[to] === ";") to++;
  const startsLine = from === 0 || text[from - 1] === "\n";
  if (!startsLine) return { start, end };
  if (text[to] === "\r" && text[to + 1] === "\n") return { start: from, end: to + 2 };
  if (text[to] === "\n") return { start: from, end: to + 1 };
  return to === text.length ? { start: from, end: to } : { start, end };
}
