/** The choice that somebody who wrote `name` most likely meant: at most a third of the letters differ. */
export function closest(name: string, choices: readonly string[]): string | undefined {
  const ranked = choices.map(choice => ({ choice, steps: distance(name.toLowerCase(), choice.toLowerCase()) })).sort((a, b) => a.steps - b.steps);
  const best = ranked[0];
  return best !== undefined && best.steps <= Math.max(1, Math.floor(Math.max(name.length, best.choice.length) / 3)) ? best.choice : undefined;
}

/** Edits from one word to the other, two swapped neighbours being one. */
function distance(a: string, b: string): number {
  const rows: number[][] = Array.from({ length: a.length + 1 }, (_, row) => [row]);
  for (let column = 1; column <= b.length; column++) rows[0]![column] = column;
  for (let row = 1; row <= a.length; row++) {
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let steps = Math.min(rows[row - 1]![column]! + 1, rows[row]![column - 1]! + 1, rows[row - 1]![column - 1]! + (same ? 0 : 1));
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) steps = Math.min(steps, rows[row - 2]![column - 2]! + 1);
      rows[row]![column] = steps;
    }
  }
  return rows[a.length]![b.length]!;
}
