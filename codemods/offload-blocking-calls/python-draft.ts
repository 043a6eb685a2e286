import type { AroundEdit } from "../../src/languages/python/rewrite/insertions.ts";
import type { ImportLedger } from "../../src/languages/python/rewrite/imports.ts";
import type { TreeIndex } from "../../src/languages/python/rewrite/tree-index.ts";
import type { Edit } from "../../src/model/change.ts";
import type { Safety } from "../../src/model/finding.ts";
import type { ProjectFunction, Unit } from "../../src/model/project-view.ts";
import type { Range } from "../../src/model/text.ts";
import type { Project } from "../../src/project/open-project.ts";
import type { FixOptions } from "./plan.ts";
import type { PythonRunner } from "./python-runner.ts";

/** What one finding would become. */
export interface Draft {
  readonly safety: Safety;
  readonly edits: readonly AroundEdit[];
  readonly reason?: string;
  readonly imports?: (ledger: ImportLedger) => void;
  /** Parts of the text that these edits own: other findings inside them are settled by it. */
  readonly settles?: readonly Range[];
  /** Edits of other files that hang together with these. */
  readonly elsewhere?: ReadonlyMap<string, readonly Edit[]>;
  /** Functions that become a plain `def` by these edits. */
  readonly becomeSync?: readonly ProjectFunction[];
  /** Packages that the app's requirements.txt must name then. */
  readonly requirements?: readonly string[];
}

/** The file that a draft is made for. */
export interface DraftPlace {
  readonly unit: Unit;
  readonly project: Project;
  readonly options: FixOptions;
  readonly index: TreeIndex;
  readonly ledger: ImportLedger;
  readonly runner: PythonRunner;
  /** Functions that earlier edits of the file define. */
  readonly newNames: Set<string>;
  /** Statements that run while a response of an asynchronous client is open. */
  readonly openRequests: Range[];
}

/** Nothing is done: a person must. `reason` is a full sentence. */
export function manual(reason: string): Draft {
  return { safety: "manual", edits: [], reason };
}
