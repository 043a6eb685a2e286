import type { FunctionApp } from "../../model/app.ts";
import type { Severity } from "../../model/catalogue.ts";
import type { Place } from "../../model/finding.ts";
import type { FunctionProfile } from "../profile/profile.ts";
import type { Configuration, SettingFiles } from "../settings/configuration.ts";

/** What a lint of settings may look at. */
export interface LintContext {
  readonly app: FunctionApp;
  readonly configuration: Configuration;
  readonly profiles: readonly FunctionProfile[];
  readonly files: SettingFiles;
}

/** What is wrong with a setting, at its place. */
export interface SettingProblem {
  readonly place: Place;
  readonly severity: Severity;
  readonly message: string;
  /** One sentence: what to do. */
  readonly help: string;
}

export type SettingLint = (context: LintContext) => Iterable<SettingProblem>;

/** The language that the app's worker runs: by its functions, else by FUNCTIONS_WORKER_RUNTIME. */
export function runtimeOf({ app, configuration }: Pick<LintContext, "app" | "configuration">): "python" | "javascript" | "unknown" {
  if (app.language === "python" || app.language === "javascript") return app.language;
  const name = configuration.settings.find(setting => setting.name === "FUNCTIONS_WORKER_RUNTIME")?.value;
  return name === "python" ? "python" : name === "node" ? "javascript" : "unknown";
}
