import type { Catalogue } from "../catalogue/index.ts";
import type { Language } from "../model/facts.ts";

/** What is known about code outside the project, per language. */
export type Knowledge = Readonly<Record<Language, Catalogue>>;

/** The same catalogue with its answers kept: one analysis asks for the same few thousand names again and again. */
export function remembering(catalogue: Catalogue): Catalogue {
  return {
    find: kept((module, path) => catalogue.find(module, path)),
    findProperty: kept((module, path) => catalogue.findProperty(module, path)),
    returns: kept((module, path) => catalogue.returns(module, path)),
    attribute: kept((module, path) => catalogue.attribute(module, path)),
    entered: kept((module, path) => catalogue.entered(module, path)),
    element: kept((module, path) => catalogue.element(module, path)),
    executor: kept((module, path) => catalogue.executor(module, path)),
    caller: kept((module, path) => catalogue.caller(module, path)),
    iterates: kept((module, path) => catalogue.iterates(module, path)),
    workerScript: kept((module, path) => catalogue.workerScript(module, path)),
    callerMethod: name => catalogue.callerMethod(name),
    isKnownModule: module => catalogue.isKnownModule(module),
  };
}

function kept<Answer>(ask: (module: string, path: string) => Answer): (module: string, path: string) => Answer {
  const answers = new Map<string, Map<string, Answer>>();
  return (module, path) => {
    let inModule = answers.get(module);
    if (inModule === undefined) answers.set(module, (inModule = new Map<string, Answer>()));
    const answer = inModule.get(path);
    if (answer !== undefined || inModule.has(path)) return answer as Answer;
    const found = ask(module, path);
    inModule.set(path, found);
    return found;
  };
}
