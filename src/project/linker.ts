import { basename, dirname } from "node:path";

import type { Language } from "../model/facts.ts";
import type { Unit } from "../model/project-view.ts";
import type { Evaluator } from "./evaluate.ts";
import type { JavaScriptModule } from "./modules/javascript.ts";
import type { PythonModule } from "./modules/python.ts";
import { known, mapValues, NOT_KNOWN, type External, type Value, type Values } from "./values.ts";

export interface Resolvers {
  readonly python: {
    resolve(from: string, specifier: string): PythonModule | undefined;
    submodule(module: PythonModule, name: string): PythonModule | undefined;
  };
  readonly javascript: { resolve(from: string, specifier: string): JavaScriptModule | undefined };
}

/** Joins files: from a specifier to the module behind it, from a module and a name to the value it exports. */
export interface Linker {
  module(unit: Unit, specifier: string): Values;
  global(unit: Unit, name: string): External;
  exported(module: Value, name: string, evaluator: Evaluator): Values;
  /** What calling a module object calls: CommonJS `module.exports = f`. */
  callable(module: Value & { readonly kind: "module" }, evaluator: Evaluator): Values;
}

/** Names that nothing binds belong to these modules of the catalogue. */
export const GLOBALS: Readonly<Record<Language, string>> = { python: "builtins", javascript: "globalThis" };

export function createLinker(resolvers: Resolvers, unitAt: (path: string) => Unit | undefined): Linker {
  function file(path: string): Values {
    const unit = unitAt(path);
    return unit === undefined ? NOT_KNOWN : known({ kind: "module", unit });
  }

  function python(module: PythonModule): Values {
    if (module.file === undefined) return known({ kind: "package", folder: module });
    return file(module.file);
  }

  const linker: Linker = {
    module(unit, specifier) {
      if (unit.facts.language === "javascript") {
        const found = resolvers.javascript.resolve(unit.path, specifier);
        if (found === undefined) return NOT_KNOWN;
        return found.kind === "file" ? file(found.path) : known({ kind: "external", language: "javascript", module: found.name, path: "" });
      }
      const found = resolvers.python.resolve(unit.path, specifier);
      if (found !== undefined) return python(found);
      return specifier.startsWith(".") ? NOT_KNOWN : known({ kind: "external", language: "python", module: specifier, path: "" });
    },

    global: (unit, name) => ({ kind: "external", language: unit.facts.language, module: GLOBALS[unit.facts.language], path: name }),

    exported(module, name, evaluator) {
      if (module.kind === "external") return evaluator.member(module, name);
      if (module.kind === "package") return submodule(module.folder, name);
      if (module.kind !== "module") return evaluator.member(module, name);
      return exportOf(module.unit, name, evaluator, new Set());
    },

    callable(module, evaluator) {
      const { exportEquals } = module.unit.facts;
      if (exportEquals !== undefined) return evaluator.evaluate(module.unit, exportEquals);
      return exportOf(module.unit, "default", evaluator, new Set());
    },
  };

  function submodule(folder: PythonModule, name: string): Values {
    const found = resolvers.python.submodule(folder, name);
    return found === undefined ? NOT_KNOWN : python(found);
  }

  function exportOf(unit: Unit, name: string, evaluator: Evaluator, seen: Set<Unit>): Values {
    if (seen.has(unit)) return NOT_KNOWN;
    seen.add(unit);
    const { facts } = unit;
    if (Object.hasOwn(facts.exports, name)) {
      const values = evaluator.evaluate(unit, facts.exports[name]!);
      if (values.values.length > 0 || facts.language === "javascript") return values;
    }
    if (facts.exportEquals !== undefined) {
      const whole = evaluator.evaluate(unit, facts.exportEquals);
      return name === "default" ? whole : mapValues(whole, value => evaluator.member(value, name));
    }
    // `require()` and a default import of a module without a default export both give the module itself.
    if (name === "default" && facts.language === "javascript") return known({ kind: "module", unit });
    for (const specifier of facts.exportAll) {
      for (const value of linker.module(unit, specifier).values) {
        const found = value.kind === "module" ? exportOf(value.unit, name, evaluator, seen) : value.kind === "external" ? evaluator.member(value, name) : NOT_KNOWN;
        if (found.values.length > 0) return found;
      }
    }
    if (basename(unit.path) === "__init__.py") return submodule({ file: unit.path, folder: dirname(unit.path) }, name);
    return NOT_KNOWN;
  }

  return linker;
}
