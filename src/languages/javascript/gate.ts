import { hookMethods, registrationMethods } from "./registrations.ts";

/** An async function, a compiled one, or a call that may register a handler. */
const roots = new RegExp(`\\basync\\b|__awaiter|\\b(?:${[...registrationMethods, ...hookMethods].join("|")})\\b["'\`\\]]*\\s*(?:\\?\\.)?\\s*\\(`);

/** A cheap look at the text: false only if no function of the file could be a root of the analysis. */
export function mayHoldRoots(text: string): boolean {
  return roots.test(text);
}
