import type { Migration } from "../shared/migration.ts";

/** function.json and v3 handlers of a Node app -> `app.*` registrations and v4 handlers. */
const nodeV3ToV4: Migration = {
  id: "node-v3-to-v4",
  summary: "Move a Node function app from function.json to the v4 programming model",
  languages: ["javascript"],
  from: "v3",
  to: "v4",
  layouts: ["functions"],
  plan: async (app, options) => (await import("./plan-app.ts")).planApp(app, options),
  verify: async (app, plan, options) => (await import("./verify/verify-app.ts")).verifyApp(app, plan, options),
};

export default nodeV3ToV4;
