import { dirname, join } from "node:path";

import { openCatalogue, type CatalogueOptions } from "../catalogue/index.ts";
import { javascript } from "../languages/javascript/index.ts";
import { python } from "../languages/python/index.ts";
import type { FunctionApp, FunctionDefinition } from "../model/app.ts";
import type { Language } from "../model/facts.ts";
import type { ProjectFunction, ProjectView, Unit } from "../model/project-view.ts";
import type { SourceLanguage } from "../model/source-language.ts";
import type { WorkloadView } from "../model/workload.ts";
import { asyncCallee } from "./async-callee.ts";
import { entryOf, joinApp, type Registered } from "./apps/handlers.ts";
import { readFunctionJsonApp } from "./apps/read-app.ts";
import { registeredFunctions } from "./apps/registered.ts";
import { createDecorated } from "./decorated.ts";
import { createEvaluator, type Evaluator } from "./evaluate.ts";
import { openFiles, type Files } from "./files.ts";
import { remembering, type Knowledge } from "./knowledge.ts";
import { createLinker } from "./linker.ts";
import { isWorkerScript } from "./worker-script.ts";
import { createJavaScriptResolver } from "./modules/javascript.ts";
import { createPythonResolver } from "./modules/python.ts";
import { createMustBeAsync } from "./must-be-async.ts";
import { createReach } from "./reach.ts";
import { isSuppressed } from "./suppressions.ts";
import { createTargets, type FunctionValue } from "./targets.ts";
import { createUnits, languageOf, type Units } from "./units.ts";
import { createWhyNot, type WhyNot } from "./why-not/why-not.ts";
import { createWorkload } from "./workload.ts";

export interface ProjectOptions {
  /** Absolute: the app root, or the given folder where there is no host.json. */
  readonly root: string;
  /** The source files that may hold roots, absolute. */
  readonly sources: readonly string[];
  /** Whether the root holds a host.json. */
  readonly isApp: boolean;
  readonly files?: Files;
  readonly catalogue?: CatalogueOptions;
  /** Blocking calls of severity info count too. */
  readonly strict?: boolean;
  /** Readers in place of the languages' own: what a host keeps between two projects (facts, gates), it answers here. */
  readonly languages?: Languages;
  /** What {@link chooseRoots} has answered for these sources. */
  readonly chosen?: Chosen;
}

export type Languages = Readonly<Record<Language, SourceLanguage>>;

export interface Project extends ProjectView, WorkloadView {
  /** The files that may hold roots, with their facts, in the order of `sources`. */
  readonly units: readonly Unit[];
  readonly evaluator: Evaluator;
  readonly files: Files;
  /** Any source file of the project with its facts; undefined for what is no readable source file. */
  unitAt(path: string): Unit | undefined;
  /** Files whose facts were read. */
  readonly filesRead: number;
  /** They themselves: roots, and what the analysis followed into. */
  loadedUnits(): readonly Unit[];
  /** Why `no-blocking-call` reports nothing at the calls of a line (from 1). */
  whyNot(unit: Unit, line: number, shown: (path: string) => string): readonly WhyNot[];
  /** Sources whose text could not be read: too large, no right to. */
  readonly unread: readonly string[];
}

/** The languages' own readers. */
export const LANGUAGES: Languages = { javascript, python };

/** Python functions that are registered in code: a plain `def` blocks no loop, but it is a function of the app. */
const REGISTERS = /\bazure\.(?:durable_)?functions\b|\bazure import (?:durable_)?functions\b/;

/** Opens the project around one app. Files are read when the analysis first needs them. */
export function openProject(options: ProjectOptions): Project {
  const files = options.files ?? openFiles();
  const { functionJson, roots, unread } = options.chosen ?? chooseRoots(options.root, options.sources, files, options.languages);
  const opened = openRoots({ ...options, files, roots: roots.map(({ path }) => path), entries: new Map(functionJson.functions.entries()) });
  const app = joinApp(functionJson, opened.registered);
  return opened.join(app, handlersBeside(app, roots), unread);
}

export interface Chosen {
  /** The app as far as its function.json tell. */
  readonly functionJson: FunctionApp;
  /** In the order of the sources, with the length of their text. */
  readonly roots: readonly { readonly path: string; readonly size: number }[];
  /** Sources whose text could not be read. */
  readonly unread: readonly string[];
}

/** The sources that may hold roots, by a look at their text. */
export function chooseRoots(root: string, sources: readonly string[], files: Files, languages: Languages = LANGUAGES): Chosen {
  const functionJson = readFunctionJsonApp(files, root);
  const scripts = new Set(functionJson.functions.flatMap(({ handler }) => handler?.path ?? []));
  const unread: string[] = [];
  const roots = sources.flatMap(path => {
    const text = files.read(path);
    if (text === undefined) unread.push(path);
    if (text === undefined || !(scripts.has(path) || languages[languageOf(path)].mayHoldRoots(text) || REGISTERS.test(text))) return [];
    return [{ path, size: text.length }];
  });
  return { functionJson, roots, unread };
}

/** Files with handlers that no look at the text has chosen. */
export function handlersBeside(app: FunctionApp, roots: Chosen["roots"]): readonly string[] {
  const known = new Set(roots.map(({ path }) => path));
  const paths = app.functions.flatMap(({ handler }) => (handler?.function === undefined || known.has(handler.path) ? [] : [handler.path]));
  return [...new Set(paths)];
}

/** The app as a list, or none: a folder without anything of an app is no app. */
export function appsOf(app: FunctionApp, isApp: boolean): readonly FunctionApp[] {
  return isApp || app.functions.length > 0 || app.problems.length > 0 ? [app] : [];
}

export interface RootsOptions extends Omit<ProjectOptions, "sources" | "chosen"> {
  readonly files: Files;
  /** Files to look for roots in: all that were chosen, or some of them. */
  readonly roots: readonly string[];
  /** The functions of function.json to find here, by their place in its app. */
  readonly entries: ReadonlyMap<number, FunctionDefinition>;
}

/** A project before its app is known as a whole: its roots may be some of many. */
export interface OpenedRoots {
  readonly registered: Registered;
  /** The project, given the whole app and the further files whose findings are asked for. */
  join(app: FunctionApp, further: readonly string[], unread?: readonly string[]): Project;
}

export function openRoots(options: RootsOptions): OpenedRoots {
  const { root, files } = options;
  const units = createUnits(files, Object.values(options.languages ?? LANGUAGES));
  const knowledge: Knowledge = { javascript: remembering(openCatalogue("javascript", options.catalogue)), python: remembering(openCatalogue("python", options.catalogue)) };
  const linker = createLinker({ javascript: createJavaScriptResolver(files), python: createPythonResolver(files, root) }, path => units.at(path));
  const evaluator = createEvaluator(linker, knowledge);
  const roots = options.roots.flatMap(path => units.at(path) ?? []);
  const definitions = roots.flatMap(unit => registeredFunctions(unit, evaluator));
  const entries = [...options.entries].flatMap(([at, definition]) => {
    const unit = definition.handler === undefined ? undefined : units.at(definition.handler.path);
    const fn = unit === undefined ? undefined : entryOf(definition, unit, evaluator);
    return fn === undefined ? [] : [[at, { path: fn.unit.path, function: fn.index }] as const];
  });
  return {
    registered: { definitions, entries: new Map(entries) },
    join: (app, further, unread = []) => {
      const more = further.flatMap(path => units.at(path) ?? []);
      return joinProject({ options, app, roots: [...roots, ...more], unread, units, knowledge, evaluator });
    },
  };
}

interface Parts {
  readonly options: RootsOptions;
  readonly app: FunctionApp;
  readonly roots: readonly Unit[];
  readonly unread: readonly string[];
  readonly units: Units;
  readonly knowledge: Knowledge;
  readonly evaluator: Evaluator;
}

function joinProject({ options, app, roots, unread, units, knowledge, evaluator }: Parts): Project {
  const { files } = options;
  const handlers = indexHandlers(app);
  const definitionsOf = (fn: ProjectFunction): readonly FunctionDefinition[] => handlers.get(fn.unit.path)?.get(fn.index) ?? [];
  const nameOf = (fn: FunctionValue): string => {
    const { name } = fn.unit.facts.functions[fn.index]!;
    const anonymous = name.startsWith("<") && name !== "<module>";
    return (anonymous ? handlers.get(fn.unit.path)?.get(fn.index)?.[0]?.name : undefined) ?? name;
  };
  const decorated = createDecorated(evaluator);
  const targetsOf = createTargets(evaluator, knowledge, decorated);
  const reach = createReach(targetsOf, isSuppressed(path => units.at(path)), nameOf, { strict: options.strict === true });
  const mustBeAsync = createMustBeAsync(evaluator, knowledge, decorated);
  const workOf = createWorkload(evaluator, knowledge, targetsOf, nameOf);
  const workers = new Map<Unit, boolean>();

  const project: Project = {
    apps: appsOf(app, options.isApp),
    units: roots,
    evaluator,
    files,
    unitAt: path => units.at(path),
    get filesRead() {
      return units.loaded.size;
    },
    loadedUnits: () => [...units.loaded.values()].filter(unit => unit !== undefined),
    unread,
    whyNot: (unit, line, shown) => whyNot(unit, line, shown),
    functionsOf: unit => unit.facts.functions.map((facts, index) => ({ unit, index, facts })),
    nameOf,
    definitionsOf,
    runsOnEventLoop(fn) {
      let worker = workers.get(fn.unit);
      if (worker === undefined) workers.set(fn.unit, (worker = isWorkerScript(fn.unit)));
      if (worker) return false;
      return fn.facts.async || (fn.unit.facts.language === "javascript" && definitionsOf(fn).length > 0);
    },
    blockingCalls: fn => reach.from(fn),
    handlerOf({ handler }) {
      const unit = handler?.function === undefined ? undefined : units.at(handler.path);
      const facts = unit?.facts.functions[handler!.function!];
      return unit === undefined || facts === undefined ? undefined : { unit, index: handler!.function!, facts };
    },
    workOf,
    asyncCallee: (fn, call) => asyncCallee(evaluator, fn.unit, call),
    mustBeAsync: fn => mustBeAsync(fn, definitionsOf(fn).length > 0),
  };
  const whyNot = createWhyNot({ view: project, units: () => project.units, evaluator, knowledge, targetsOf });
  return project;
}

function indexHandlers(app: FunctionApp): ReadonlyMap<string, ReadonlyMap<number, readonly FunctionDefinition[]>> {
  const index = new Map<string, Map<number, FunctionDefinition[]>>();
  for (const definition of app.functions) {
    const { handler } = definition;
    if (handler?.function === undefined) continue;
    let inFile = index.get(handler.path);
    if (inFile === undefined) index.set(handler.path, (inFile = new Map()));
    const list = inFile.get(handler.function);
    if (list === undefined) inFile.set(handler.function, [definition]);
    else list.push(definition);
  }
  return index;
}

/** The nearest folder at or above `path`, within `limit`, that holds a host.json. */
export function appRootAround(files: Files, path: string, limit: string): string | undefined {
  for (let at = path; ; at = dirname(at)) {
    if (files.isFile(join(at, "host.json"))) return at;
    if (at === limit || at === dirname(at)) return undefined;
  }
}
