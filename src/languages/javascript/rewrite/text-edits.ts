import type { Edit } from "../../../model/change.ts";

interface Insertion {
  readonly at: number;
  readonly text: string;
  readonly side: "open" | "close";
  /** The length of what it opens or closes: the outermost opens first and closes last. */
  readonly size: number;
}

/** Edits of one file that may nest: what opens and closes at one offset is put in the order of its nesting. */
export class TextEdits {
  readonly #insertions: Insertion[] = [];
  readonly #replacements: Edit[] = [];

  open(at: number, text: string, size = 0): void {
    this.#insertions.push({ at, text, side: "open", size });
  }

  close(at: number, text: string, size = 0): void {
    this.#insertions.push({ at, text, side: "close", size });
  }

  replace(start: number, end: number, text: string): void {
    if (!this.#replacements.some(edit => edit.start === start && edit.end === end && edit.text === text)) this.#replacements.push({ start, end, text });
  }

  get isEmpty(): boolean {
    return this.#insertions.length === 0 && this.#replacements.length === 0;
  }

  /** Replacements whose range holds that of another one swallow it. */
  edits(): readonly Edit[] {
    const ordered = [...this.#insertions].sort((a, b) => a.at - b.at || (a.side === b.side ? (a.side === "open" ? b.size - a.size : a.size - b.size) : a.side === "close" ? -1 : 1));
    const merged = new Map<number, string>();
    for (const { at, text } of ordered) merged.set(at, (merged.get(at) ?? "") + text);
    const swallowed = (start: number, end: number, self?: Edit): boolean =>
      this.#replacements.some(edit => edit !== self && edit.start <= start && end <= edit.end && (start > edit.start || end < edit.end) && edit.end > edit.start && !(start === end && (start === edit.start || start === edit.end)));
    return [
      ...[...merged].filter(([at]) => !swallowed(at, at)).map(([at, text]) => ({ start: at, end: at, text })),
      ...this.#replacements.filter(edit => !swallowed(edit.start, edit.end, edit)),
    ];
  }
}
