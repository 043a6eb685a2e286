import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "src/runtime/test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: "forks",
    reporters: ["default", "./src/dev/closing-line-reporter.ts"],
    globalSetup: ["src/runtime/test/support/build.ts"],
  },
});
