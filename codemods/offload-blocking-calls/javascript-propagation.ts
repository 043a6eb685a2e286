import { dirname } from "node:path";

import type { Finding } from "../../src/model/finding.ts";
import type { Project } from "../../src/project/open-project.ts";
import type { References } from "./javascript-references.ts";
import type { FixOptions } from "./plan.ts";

export type OpenReferences = () => References;

/** The language service is loaded only where a function that is not async may have to become so, and opened only when it is asked. */
export async function openLazily(project: Project, findings: readonly Finding[], options: FixOptions): Promise<OpenReferences> {
  const root = options.root ?? project.apps[0]?.root ?? dirname(findings[0]!.path);
  const { openReferences } = await import("./javascript-references.ts");
  let references: References | undefined;
  return () => (references ??= openReferences(root, path => project.files.read(path)));
}
