import { tmpdir } from "node:os";
import { join } from "node:path";

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "src/runtime/test/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    pool: "forks",
    // What commands keep for a rollback stays out of the home of whoever runs the tests.
    env: { XDG_STATE_HOME: join(tmpdir(), "funcfix-test-state") },
    reporters: ["default", "./src/dev/closing-line-reporter.ts"],
    globalSetup: ["src/runtime/test/support/build.ts"],
  },
});
