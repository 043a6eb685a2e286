import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
export const workerSourceFile = `${root}src/worker-source.ts`;

/** The worker as one string: it needs no file, so bundles need not carry one. */
export async function generateWorkerSource(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`${root}src/worker/main.ts`],
    bundle: true,
    write: false,
    minify: true,
    format: "cjs",
    platform: "node",
    target: "node20.19",
    legalComments: "none",
  });
  const text = outputFiles[0]!.text.trim();
  return `// Generated from worker/main.ts by scripts/worker-source.ts: change that, then run \`npm run update -w funcfix-runtime\`.\nexport const workerSource = ${JSON.stringify(text)};\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(workerSourceFile, await generateWorkerSource());
