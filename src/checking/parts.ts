import { rules as allRules } from "../../rules/index.ts";
import type { CatalogueOptions } from "../catalogue/index.ts";
import { checkProject } from "../check-project.ts";
import type { FunctionApp, FunctionDefinition } from "../model/app.ts";
import type { Finding } from "../model/finding.ts";
import type { Registered } from "../project/apps/handlers.ts";
import type { Files } from "../project/files.ts";
import { appsOf, openRoots, type Languages, type OpenedRoots } from "../project/open-project.ts";
import { aboutSettings } from "./about-settings.ts";
import { brokenHelpers } from "./file-findings.ts";
import { seenIgnores, type SeenIgnore } from "./unused-ignores.ts";

/** Some of the roots of one scope, and what to find out from them. Plain data, as all here that goes from thread to thread. */
export interface Part {
  readonly root: string;
  readonly isApp: boolean;
  readonly roots: readonly string[];
  /** The functions of function.json whose handlers are among the roots, by their place in its app. */
  readonly entries: ReadonlyMap<number, FunctionDefinition>;
  readonly catalogue: CatalogueOptions;
  readonly strict: boolean;
  /** Ids. */
  readonly rules: readonly string[];
  readonly only?: ReadonlySet<string>;
}

/** What all parts together know of the scope's app, and what else this part is to tell. */
export interface Joined {
  readonly app: FunctionApp;
  /** Files that are no roots but hold handlers, for one of the parts. */
  readonly further: readonly string[];
  /** This part tells about the app's settings. */
  readonly settings: boolean;
  /** Where `funcfix-ignore` is looked for beside the files that are read; undefined when nobody asks. */
  readonly ignoresIn: readonly string[] | undefined;
}

export interface PartResult {
  readonly byRules: readonly Finding[];
  /** Files that were followed into and cannot be parsed; roots of other parts can be among them. */
  readonly broken: readonly Finding[];
  readonly aboutSettings: readonly Finding[];
  readonly ignores: readonly SeenIgnore[];
}

/** Checks parts in two steps: what an app registers in one file can make handlers of functions in another part. */
export interface PartChecker {
  open(parts: readonly Part[]): readonly Registered[];
  /** One answer for each part, given in their order what was joined. */
  check(joined: readonly Joined[]): readonly PartResult[];
}

export function createPartChecker(files: Files, languages: Languages | undefined): PartChecker {
  let opened: readonly (readonly [Part, OpenedRoots])[] = [];
  return {
    open(parts) {
      opened = parts.map(part => [part, openRoots({ ...part, files, ...(languages !== undefined && { languages }) })] as const);
      return opened.map(([, { registered }]) => registered);
    },
    check: joined => opened.map(([part, roots], at) => checkPart(part, roots, joined[at]!)),
  };
}

function checkPart(part: Part, roots: OpenedRoots, { app, further, settings, ignoresIn }: Joined): PartResult {
  const project = roots.join(app, further);
  const rules = allRules.filter(({ id }) => part.rules.includes(id));
  const known = new Set(project.units.map(({ path }) => path));
  return {
    byRules: checkProject(project, rules, part.only),
    broken: brokenHelpers(project.loadedUnits(), known),
    aboutSettings: settings ? appsOf(app, part.isApp).flatMap(one => aboutSettings(one, project)) : [],
    ignores: ignoresIn === undefined ? [] : seenIgnores(project, ignoresIn),
  };
}
