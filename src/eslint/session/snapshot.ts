import { dirname, join } from "node:path";

import { scopeSettings, type ScopeSettings } from "../../checking/settings.ts";
import type { LoadedConfig } from "../../config/config.ts";
import type { Files } from "../../project/files.ts";
import { listFiles } from "../../project/list-files.ts";
import { appRootAround, openProject, type Project } from "../../project/open-project.ts";
import type { ProjectAsked } from "../options.ts";
import { configurationOf } from "./configuration.ts";
import { keptLanguages } from "./kept-languages.ts";
import { layOver, WatchedFiles } from "./watched-files.ts";

/** After this time the disk is asked again, so that a long run over many files does not go on with what it saw first. */
const MAX_AGE_MS = 1_000;

/** Snapshots of apps that are kept; files without an app have one each. */
const LIMIT = 16;

const snapshots = new Map<string, Snapshot>();

/**
 * The snapshot of the app that holds a file: the folder with the nearest host.json, up to the working directory. It is
 * used for many files of one run, and looked over again when a file comes back: that is how an editor asks.
 */
export function snapshotAround(path: string, cwd: string): Snapshot {
  const app = appRootAround(new WatchedFiles(), dirname(path), cwd);
  const key = app ?? path;
  let snapshot = snapshots.get(key);
  if (snapshot === undefined || !snapshot.mayServe(path)) {
    snapshot = new Snapshot(app ?? (path.startsWith(join(cwd, "/")) ? cwd : dirname(path)), app === undefined ? [path] : undefined);
    snapshots.delete(key);
    snapshots.set(key, snapshot);
    if (snapshots.size > LIMIT) snapshots.delete(snapshots.keys().next().value!);
  }
  snapshot.served.add(path);
  return snapshot;
}

export interface OpenedProject {
  readonly project: Project;
  /** Its configuration, with the options of the rule over it. */
  readonly settings: ScopeSettings;
}

/** One app as the disk had it at one time. */
class Snapshot {
  readonly root: string;
  readonly served = new Set<string>();
  readonly #isApp: boolean;
  readonly #sources: readonly string[];
  readonly #files = new WatchedFiles();
  readonly #projects = new Map<string, OpenedProject>();
  readonly #config: LoadedConfig | undefined;
  readonly #settings = new Map<string, ScopeSettings>();
  #seen = Date.now();

  /** `sources`: the files that may hold roots, where there is no app to list. */
  constructor(root: string, sources: readonly string[] | undefined) {
    this.root = root;
    this.#isApp = sources === undefined;
    this.#sources = sources ?? listFiles(root).files;
    this.#config = configurationOf(root);
  }

  /** Whether this is still what the disk says. */
  mayServe(path: string): boolean {
    if (!this.served.has(path) && Date.now() - this.#seen < MAX_AGE_MS) return true;
    if (!this.#files.areCurrent() || !this.#listsTheSame() || configurationOf(this.root) !== this.#config) return false;
    this.served.clear();
    this.#seen = Date.now();
    return true;
  }

  /** The project with the linted text in the place of the file on disk. */
  projectWith(path: string, text: string, asked: ProjectAsked): OpenedProject {
    if (this.#files.read(path) !== text) return this.#open(layOver(this.#files, path, text), path, asked);
    const key = JSON.stringify(asked);
    let project = this.#projects.get(key);
    if (project === undefined) this.#projects.set(key, (project = this.#open(this.#files, path, asked)));
    return project;
  }

  #open(files: Files, path: string, asked: ProjectAsked): OpenedProject {
    const isNew = !this.#sources.includes(path) && !this.#files.isFile(path);
    const settings = this.#settingsFor(asked);
    const sources = (isNew ? [...this.#sources, path] : this.#sources).filter(source => settings.includes(source));
    const { catalogue, strict } = settings;
    return { settings, project: openProject({ root: this.root, sources, isApp: this.#isApp, files, catalogue, strict, languages: keptLanguages }) };
  }

  #settingsFor(asked: ProjectAsked): ScopeSettings {
    const key = JSON.stringify(asked);
    let settings = this.#settings.get(key);
    if (settings === undefined) this.#settings.set(key, (settings = scopeSettings(asked, this.#config)));
    return settings;
  }

  #listsTheSame(): boolean {
    if (!this.#isApp) return true;
    const { files } = listFiles(this.root);
    return files.length === this.#sources.length && files.every((file, index) => file === this.#sources[index]);
  }
}
