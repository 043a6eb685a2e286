import type { PackageManager } from "./package-facts.ts";

/** How each package manager adds a development dependency, installs what the lock file names, and runs a package's command. */
export const COMMANDS: Readonly<Record<PackageManager, { readonly add: string; readonly install: string; readonly installWithoutLock: string; readonly run: string; readonly setup: readonly string[] }>> = {
  npm: { add: "npm install --save-dev", install: "npm ci", installWithoutLock: "npm install", run: "npx", setup: [] },
  pnpm: { add: "pnpm add --save-dev", install: "pnpm install --frozen-lockfile", installWithoutLock: "pnpm install", run: "pnpm exec", setup: ["run: corepack enable"] },
  yarn: { add: "yarn add --dev", install: "yarn install --frozen-lockfile", installWithoutLock: "yarn install", run: "yarn", setup: [] },
  "yarn-berry": { add: "yarn add --dev", install: "yarn install --immutable", installWithoutLock: "yarn install", run: "yarn", setup: ["run: corepack enable"] },
  bun: { add: "bun add --dev", install: "bun install --frozen-lockfile", installWithoutLock: "bun install", run: "bunx", setup: ["uses: oven-sh/setup-bun@v2"] },
};
