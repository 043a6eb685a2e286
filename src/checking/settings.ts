import { dirname, relative, sep } from "node:path";

import type { CatalogueOptions } from "../catalogue/index.ts";
import type { Config, LoadedConfig, RuleSetting } from "../config/config.ts";
import type { Finding } from "../model/finding.ts";
import { ignorePatterns } from "../project/patterns.ts";
import { isFileRule } from "./file-findings.ts";

/** What holds for one scope: its configuration, and over it what the caller asks for. */
export interface ScopeSettings {
  readonly strict: boolean;
  readonly reportUnusedIgnores: boolean;
  readonly catalogue: CatalogueOptions;
  /** How what is found is repaired. */
  readonly repair: Pick<Config, "strategy" | "pythonVersion">;
  /** Whether the rule runs. */
  runs(rule: string): boolean;
  /** Whether findings of the file are reported. */
  includes(path: string): boolean;
  /** The finding with the severity that the configuration gives to its rule. */
  rated(finding: Finding): Finding;
}

export interface Asked {
  readonly rules?: readonly string[];
  readonly strict?: boolean;
  readonly reportUnusedIgnores?: boolean;
  readonly catalogue?: CatalogueOptions;
}

export function scopeSettings(asked: Asked, loaded: LoadedConfig | undefined): ScopeSettings {
  const config = loaded?.config ?? {};
  const strict = asked.strict ?? config.strict ?? false;
  const named = asked.rules === undefined || asked.rules.length === 0 ? undefined : new Set(asked.rules);
  const setting = (rule: string): RuleSetting | undefined =>
    config.rules !== undefined && Object.hasOwn(config.rules, rule) ? config.rules[rule] : undefined;
  return {
    strict,
    reportUnusedIgnores: asked.reportUnusedIgnores ?? config.reportUnusedIgnores ?? strict,
    catalogue: {
      add: { ...config.calls, ...asked.catalogue?.add },
      ignore: [...(config.ignoreCalls ?? []), ...(asked.catalogue?.ignore ?? [])],
      ignorePackages: [...(config.ignorePackages ?? []), ...(asked.catalogue?.ignorePackages ?? [])],
    },
    repair: { ...(config.strategy !== undefined && { strategy: config.strategy }), ...(config.pythonVersion !== undefined && { pythonVersion: config.pythonVersion }) },
    runs: rule => (named === undefined || isFileRule(rule) ? setting(rule) !== "off" : named.has(rule)),
    includes: pathFilter(loaded),
    rated(finding) {
      const severity = setting(finding.rule);
      return severity === undefined || severity === "off" || finding.severity === "info" ? finding : { ...finding, severity };
    },
  };
}

/** Patterns of a configuration count from its folder; what lies outside of it they cannot name. */
function pathFilter(loaded: LoadedConfig | undefined): (path: string) => boolean {
  if (loaded?.config.ignore === undefined || loaded.config.ignore.length === 0) return () => true;
  const matcher = ignorePatterns(loaded.config.ignore);
  const base = dirname(loaded.path);
  return path => {
    const inside = relative(base, path).split(sep).join("/");
    return inside === "" || inside.startsWith("../") || !matcher.ignores(inside);
  };
}
