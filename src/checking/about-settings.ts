import { settingFindings } from "../advice/lints/index.ts";
import { profileApp } from "../advice/profile/profile.ts";
import type { FunctionApp } from "../model/app.ts";
import type { Finding } from "../model/finding.ts";
import type { Project } from "../project/open-project.ts";

/** What is wrong with the app's settings, given what its functions do. */
export function aboutSettings(app: FunctionApp, project: Project): readonly Finding[] {
  return settingFindings({ app, files: project.files, profiles: profileApp(app, project) });
}
