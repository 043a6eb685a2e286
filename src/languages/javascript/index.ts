import type { SourceFacts } from "../../model/facts.ts";
import type { SourceLanguage } from "../../model/source-language.ts";
import { emptyFacts, readFactsFromTree } from "./facts.ts";
import { mayHoldRoots } from "./gate.ts";
import { extensions, parse } from "./parse.ts";

export { readFactsFromTree } from "./facts.ts";
export { registrationMethods, hookMethods } from "./registrations.ts";

function readFacts(text: string, path: string): SourceFacts {
  const parsed = parse(text, path);
  return "error" in parsed ? emptyFacts(text, parsed.error) : readFactsFromTree(parsed.program, text, parsed.comments);
}

/** JavaScript and TypeScript, by way of oxc. */
export const javascript: SourceLanguage = { id: "javascript", extensions, version: 5, readFacts, mayHoldRoots };
