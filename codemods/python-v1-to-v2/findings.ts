import type { Note } from "../../src/model/codemod.ts";
import type { Place } from "../../src/model/finding.ts";

/** What the planning has to say: notes on what changes, and the reasons why the app cannot be migrated. */
export class Findings {
  readonly notes: Note[] = [];
  readonly refusals: Note[] = [];

  /** The app is left as it is; all reasons are gathered first. */
  refuse(code: string, message: string, at: { readonly function?: string | undefined; readonly place?: Place | undefined }): void {
    this.refusals.push(noteOf("manual", code, message, at));
  }

  note(safety: Note["safety"], code: string, message: string, at: { readonly function?: string | undefined; readonly place?: Place | undefined } = {}): void {
    const note = noteOf(safety, code, message, at);
    const same = (other: Note): boolean => other.code === code && other.message === message && other.function === note.function && other.place?.path === note.place?.path;
    if (!this.notes.some(same)) this.notes.push(note);
  }
}

function noteOf(safety: Note["safety"], code: string, message: string, { function: name, place }: { readonly function?: string | undefined; readonly place?: Place | undefined }): Note {
  return { safety, code, message, ...(place !== undefined && { place }), ...(name !== undefined && { function: name }) };
}
