import type { FunctionDefinition } from "../../../src/model/app.ts";
import { isTrigger } from "../../../src/model/app.ts";
import { openFiles } from "../../../src/project/files.ts";
import { openProject } from "../../../src/project/open-project.ts";

/** The functions that `funcfix check` finds in the planned texts, by its own model of an app. */
export function seenByCheck(root: string, texts: ReadonlyMap<string, string>): readonly FunctionDefinition[] {
  const { apps } = openProject({ root, sources: [...texts.keys()], isApp: true, files: openFiles(texts) });
  return apps.flatMap(({ functions }) => functions).filter(({ source }) => texts.has(source));
}

/** What the app model says otherwise of one function: that it is not there, there twice, or has another trigger. */
export function differencesFromModel({ name, bindings }: FunctionDefinition, seen: readonly FunctionDefinition[]): string[] {
  const found = seen.filter(candidate => candidate.name === name);
  if (found.length !== 1) return [found.length === 0 ? "`funcfix check` does not find the function in the planned code" : "`funcfix check` finds the function more than once in the planned code"];
  const [before, after] = [bindings, found[0]!.bindings].map(list => list.find(isTrigger)?.type.toLowerCase());
  // A generic registration names its trigger in an argument, which the model does not read.
  return after === before || after === "generictrigger" ? [] : [`\`funcfix check\` finds the trigger ${after ?? "none"}, was ${before ?? "none"}`];
}
