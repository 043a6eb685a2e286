import type { Place } from "../../model/finding.ts";
import { parseDocument, propertiesAt, rangeOf, valueAt, type JsonDocument } from "./documents.ts";
import { infrastructureFiles, readInfrastructure } from "./infrastructure.ts";
import { readableAppSettings } from "./known.ts";

/** What reading settings asks of the disk; absolute paths. */
export interface SettingFiles {
  read(path: string): string | undefined;
  isFolder(path: string): boolean;
  /** Names in a folder. */
  list(folder: string): readonly string[];
}

/** An app setting as it is written somewhere; only those that hold no secret. */
export interface AppSetting extends Place {
  readonly name: string;
  /** As text; null where it is no literal, for example a parameter in Bicep. */
  readonly value: string | null;
}

/** The settings of one app, as far as its files tell. */
export interface Configuration {
  readonly root: string;
  readonly host: JsonDocument | null;
  readonly local: JsonDocument | null;
  /** function.json files. */
  readonly functions: readonly JsonDocument[];
  /** From local.settings.json first, then from infrastructure code. */
  readonly settings: readonly AppSetting[];
}

/** Reads host.json, local.settings.json, function.json files and infrastructure code of an app. Nothing throws. */
export function readConfiguration(root: string, files: SettingFiles): Configuration {
  const document = (path: string): JsonDocument | null => {
    const text = files.read(path);
    return text === undefined ? null : parseDocument(path, text);
  };
  const local = document(`${root}/local.settings.json`);
  const functions = files.list(root).flatMap(name => (name === "node_modules" ? [] : (document(`${root}/${name}/function.json`) ?? [])));
  return {
    root,
    host: document(`${root}/host.json`),
    local,
    functions,
    settings: [...localSettings(local), ...infrastructureFiles(root, files).flatMap(path => readInfrastructure(path, files.read(path) ?? ""))],
  };
}

function localSettings(local: JsonDocument | null): AppSetting[] {
  // Encrypted values are no values to look at.
  if (local === null || valueAt(local, ["IsEncrypted"])?.value === true) return [];
  return propertiesAt(local, ["Values"])
    .filter(({ name }) => readableAppSettings.has(name))
    .map(({ name, value }) => ({ name, value: value.value === undefined ? null : String(value.value), path: local.path, range: rangeOf(value) }));
}

/** The values of a setting, wherever it is written; the first one is what `func start` uses. */
export function settingsNamed({ settings }: Configuration, name: string): readonly AppSetting[] {
  return settings.filter(setting => setting.name === name);
}
