import { existsSync, readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "../../scripts/build.ts";
import { installNodes } from "./nodes.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Builds the package once before the tests, when its sources are newer than the build, and fetches the other Nodes. */
export default function setup(): void {
  installNodes();
  const built = `${root}dist/cjs/azure-v3/index.d.ts`;
  const sources = readdirSync(`${root}src`, { recursive: true, encoding: "utf8" }).map(file => statSync(`${root}src/${file}`).mtimeMs);
  if (!existsSync(built) || statSync(built).mtimeMs < Math.max(...sources)) build();
}
