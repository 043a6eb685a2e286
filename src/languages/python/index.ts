import type { SourceLanguage } from "../../model/source-language.ts";
import { readPythonFacts } from "./facts.ts";

export const python: SourceLanguage = {
  id: "python",
  extensions: [".py"],
  version: 4,
  readFacts: text => readPythonFacts(text),
  /** Only `async def` is a root: a sync handler runs on a thread of its own. */
  mayHoldRoots: text => text.includes("async"),
};
