import ignore, { type Ignore } from "ignore";

/** The most `**` that a pattern may have: each one multiplies the time by the depth of the path. */
export const MOST_DEEP_STARS = 3;

/** Patterns in .gitignore syntax. One that could take for ever is left out: nobody writes it by hand. */
export function ignorePatterns(text: string | readonly string[]): Ignore {
  const lines = typeof text === "string" ? text.split(/\r?\n/) : text;
  return ignore().add(lines.filter(isBounded));
}

export function isBounded(pattern: string): boolean {
  return pattern.length <= 4096 && (pattern.match(/\*\*/g)?.length ?? 0) <= MOST_DEEP_STARS;
}
