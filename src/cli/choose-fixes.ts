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

/** Asks on the terminal. */
export async function askOnTerminal({ finding }: Candidate, diff: string, left: number): Promise<Answer> {
  const { isCancel, select } = await import("@clack/prompts");
  process.stderr.write(`\n${printable(diff)}`);
  const answer = await select<Answer>({
    message: `${printableLine(finding.message)} (${left} left)`,
    options: [
      { value: "yes", label: "Make this change" },
      { value: "no", label: "Leave it" },
      { value: "all", label: "Make this and all that are left" },
      { value: "quit", label: "Leave this and all that are left" },
    ],
    output: process.stderr,
  });
  return isCancel(answer) ? "quit" : answer;
}
