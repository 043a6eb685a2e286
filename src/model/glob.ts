/**
 * Whether a whole text fits a pattern, in which `*` stands for any characters but the separator, and `**` for any at all.
 * Takes time in proportion to pattern times text, whatever both are: as a regular expression, a pattern of many stars
 * takes for ever on a long text.
 */
export function globMatcher(pattern: string, separator: string): (text: string) => boolean {
  const tokens = pattern.match(/\*+|[^*]/g) ?? [];
  const prefix = pattern.slice(0, pattern.search(/\*|$/));
  return text => {
    if (!text.startsWith(prefix)) return false;
    // For each length of the pattern that has been read: whether it fits the text up to here.
    let fits = tokens.reduce<boolean[]>((all, token) => [...all, all.at(-1)! && token.startsWith("*")], [true]);
    for (let at = 0; at < text.length; at++) {
      const character = text[at]!;
      const next: boolean[] = [false];
      tokens.forEach((token, index) => {
        if (!token.startsWith("*")) next.push(fits[index]! && token === character);
        else next.push(next[index]! || (fits[index + 1]! && (token.length > 1 || character !== separator)));
      });
      fits = next;
    }
    return fits.at(-1)!;
  };
}
