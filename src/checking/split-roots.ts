/** The roots `from` … `to` (exclusive) of one scope. */
export interface Share {
  readonly scope: number;
  readonly from: number;
  readonly to: number;
  /** The first of its scope: it tells what is told once. */
  readonly leads: boolean;
}

/**
 * Cuts the roots of all scopes, one scope after the other, into at most so many runs of about the same size. Neighbours stay
 * together, as they import the same helpers. Every scope has a share, even without roots, and the first run is never left out.
 */
export function splitRoots(scopes: readonly (readonly { readonly size: number }[])[], count: number): readonly (readonly Share[])[] {
  const total = scopes.reduce((sum, roots) => roots.reduce((inner, { size }) => inner + size, sum), 0);
  const shares: Share[][] = Array.from({ length: count }, () => []);
  let done = 0;
  /** The run in which the middle of the next file lies. */
  const runOf = (size: number): number => Math.min(count - 1, Math.floor(((done + size / 2) * count) / (total || 1)));
  for (const [scope, roots] of scopes.entries()) {
    let from = 0;
    let run = runOf(roots[0]?.size ?? 0);
    const close = (to: number): void => void shares[run]!.push({ scope, from, to, leads: from === 0 });
    for (const [at, { size }] of roots.entries()) {
      const next = runOf(size);
      done += size;
      if (next === run) continue;
      close(at);
      from = at;
      run = next;
    }
    close(roots.length);
  }
  return shares.filter((share, run) => run === 0 || share.length > 0);
}
