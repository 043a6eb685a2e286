import { join } from "node:path";

import type { Change } from "../../../src/model/change.ts";
import type { Files } from "../../../src/project/files.ts";
import type { Libraries } from "../bindings/decorate.ts";
import { BASE_VERSION } from "../bindings/decorators.ts";
import type { Decoration } from "../bindings/decoration.ts";
import type { Findings } from "../findings.ts";
import type { PythonModules } from "../source/modules.ts";
import { findRequirement, raiseFloor, readRequirements, type RequirementLine } from "../requirements/requirements.ts";
import { allows, compareVersions } from "../requirements/versions.ts";

export const FUNCTIONS_PACKAGE = "azure-functions";
export const DURABLE_PACKAGE = "azure-functions-durable";

interface RequirementsFile {
  readonly path: string;
  readonly text: string;
  readonly lines: readonly RequirementLine[];
}

function requirementsFile(files: Files, root: string): RequirementsFile | undefined {
  const path = join(root, "requirements.txt");
  const text = files.read(path);
  return text === undefined ? undefined : { path, text, lines: readRequirements(text) };
}

/**
 * Which releases of the libraries the decorators may ask for. A pin below the first release of the v2 model has to be
 * lifted anyway, and so limits nothing.
 */
export function readLibraries(files: Files, modules: PythonModules): Libraries {
  const lines = requirementsFile(files, modules.root)?.lines ?? [];
  const functions = findRequirement(lines, FUNCTIONS_PACKAGE);
  const durable = findRequirement(lines, DURABLE_PACKAGE);
  const imported = modules.all.some(({ text }) => /\bazure\.durable_functions\b|from azure import .*durable_functions/.test(text));
  return {
    functions: functions !== undefined && allows(functions, BASE_VERSION) ? functions : undefined,
    durable: durable ?? (imported ? { name: DURABLE_PACKAGE, clauses: [] } : undefined),
  };
}

/** Raises the pins that are too low for the decorators. */
export function requirementChange(files: Files, root: string, decorations: readonly Decoration[], findings: Findings): Change | undefined {
  const floor = newest([BASE_VERSION, ...decorations.map(({ since }) => since)]);
  const durable = newest(decorations.flatMap(({ durableSince }) => durableSince ?? []));
  const file = requirementsFile(files, root);
  const own = file && findRequirement(file.lines, FUNCTIONS_PACKAGE);
  if (file === undefined || own === undefined) {
    findings.note("info", "library-not-pinned", `requirements.txt does not name azure-functions: the worker's own copy is used, and has to be ${floor} or newer.`);
    return undefined;
  }
  const durableLine = findRequirement(file.lines, DURABLE_PACKAGE);
  const wanted: [RequirementLine, string][] = [[own, floor]];
  if (durableLine !== undefined && durable !== "0") wanted.push([durableLine, durable]);
  const edits = wanted.flatMap(([line, version]) => {
    const edit = raiseFloor(line, version);
    if (edit === undefined) return [];
    findings.note("info", "requirement-raised", `\`${line.name}${file.text.slice(line.start, line.end).trim()}\` allows releases that lack the decorators: ${version} is needed.`, {
      place: { path: file.path, range: { start: line.start, end: line.end } },
    });
    return [edit];
  });
  return edits.length === 0 ? undefined : { kind: "edit", path: file.path, before: file.text, edits };
}

function newest(versions: readonly string[]): string {
  return versions.reduce((best, version) => (compareVersions(version, best) > 0 ? version : best), "0");
}
