import type { FunctionApp } from "../../../src/model/app.ts";
import type { MigrationPlan, Verification, VerifyOptions } from "../../shared/migration.ts";

export async function verifyApp(_app: FunctionApp, plan: MigrationPlan, options: VerifyOptions): Promise<Verification> {
  return { functions: plan.functions.map(fn => ({ name: fn.name, check: "not checked", differences: [] })), problems: [], versions: options.execute ? { node: process.versions.node } : {} };
}
