import { ciProposals } from "./ci.ts";
import { eslintProposal } from "./eslint.ts";
import { hookProposal } from "./hook.ts";
import type { Proposal } from "./proposal.ts";
import type { Situation } from "./situation.ts";

/** What is missing; nothing that is there already, so a second run proposes nothing. */
export function proposals(situation: Situation, version: string): readonly Proposal[] {
  return [eslintProposal(situation), hookProposal(situation, version), ...ciProposals(situation, version)].filter(proposal => proposal !== undefined);
}
