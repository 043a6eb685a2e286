import type { FunctionApp } from "../../src/model/app.ts";
import { UsageError } from "../../src/model/usage-error.ts";
import type { MigrateOptions, MigrationPlan } from "../shared/migration.ts";

export async function planApp(app: FunctionApp, options: MigrateOptions): Promise<MigrationPlan> {
  throw new UsageError(`${app.root}: the Node migration is not ready (${options.layout ?? "in place"}).`);
}
