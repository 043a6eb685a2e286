import type { Migration } from "../shared/migration.ts";

/** function.json of a Python app -> decorators, registered in function_app.py. */
const pythonV1ToV2: Migration = {
  id: "python-v1-to-v2",
  summary: "Move a Python function app from function.json to the v2 decorators",
  languages: ["python"],
  from: "v1",
  to: "v2",
  layouts: ["folders", "call", "single"],
  plan: async (app, options) => (await import("./plan.ts")).planApp(app, options),
  verify: async (app, plan, options) => (await import("./verify/verify-app.ts")).verifyApp(app, plan, options),
};

export default pythonV1ToV2;
