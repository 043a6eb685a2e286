/** What steers a terminal, and marks that turn the direction of text around, so that it reads as what it is not. */
const STEERING = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** Text from analysed code must not steer the terminal: control characters are shown, not sent. Line feeds and tabs stay. */
export function printable(text: string): string {
  return text.replace(STEERING, escaped);
}

/**
 * The same for what belongs on one line. It cannot begin a line either that GitHub takes for a command (`::error::`), as
 * it does in the log of any step.
 */
export function printableLine(text: string): string {
  return printable(text).replace(/\n/g, "\\n").replace(/^(\s*)(?=::|##\[)/, "$1\\");
}

/** A whole report of plain text: no line of it is a command for GitHub. */
export function printableReport(text: string): string {
  return printable(text).replace(/^(\s*)(?=::|##\[)/gm, "$1\\");
}

/** JSON whose data is exact and whose text is harmless on a terminal too. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replace(STEERING, character => (character.charCodeAt(0) < 32 ? character : escaped(character)))}\n`;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
