import type { Finding } from "../model/finding.ts";
import { printable, printableLine } from "../model/printable.ts";

export type Answer = "yes" | "no" | "all" | "quit";

/** One finding that can be repaired, with the diff of its repair alone. */
export interface Candidate {
  readonly finding: Finding;
  readonly diff: () => Promise<string>;
}

/** Asks for each repair: `all` takes it and the rest, `quit` leaves it and the rest. Gives the findings to repair. */
export async function chooseFixes(candidates: readonly Candidate[], ask: (candidate: Candidate, diff: string, left: number) => Promise<Answer>): Promise<ReadonlySet<Finding>> {
  const chosen = new Set<Finding>();
  for (const [at, candidate] of candidates.entries()) {
    const answer = await ask(candidate, await candidate.diff(), candidates.length - at);
    if (answer === "quit") break;
    if (answer === "yes") chosen.add(candidate.finding);
    if (answer === "all") {
      for (const rest of candidates.slice(at)) chosen.add(rest.finding);
      break;
    }
  }
  return chosen;
}

const ANSWERS: Readonly<Record<string, Answer>> = { y: "yes", n: "no", a: "all", q: "quit" };

/** Asks on the terminal, where an answer is its first letter; the end of the input quits. */
export async function askOnTerminal({ finding }: Candidate, diff: string, left: number): Promise<Answer> {
  const { createInterface } = await import("node:readline");
  process.stderr.write(`\n${printable(diff)}\n${printableLine(finding.message)}\n`);
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const next = (): Promise<string | undefined> => new Promise(resolve => {
    lines.once("close", () => resolve(undefined));
    lines.once("SIGINT", () => resolve(undefined));
    lines.question(`Make this change? ${left} left. [y]es, [n]o, [a]ll that are left, [q]uit: `, resolve);
  });
  try {
    for (;;) {
      const line = await next();
      const answer = line === undefined ? "quit" : ANSWERS[line.trim().charAt(0).toLowerCase()];
      if (answer !== undefined) return answer;
    }
  } finally {
    lines.close();
  }
}
