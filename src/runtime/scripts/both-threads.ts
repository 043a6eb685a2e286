import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
export const librarySourceFile = `${root}src/library-source.ts`;

/** `src/both-threads` as one text: a worker made of text needs no file, so bundles need not carry one. */
export async function generateLibrarySource(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`${root}src/both-threads/library.ts`],
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    legalComments: "none",
  });
  const text = outputFiles[0]!.text.trim();
  return `// Generated from both-threads/ by scripts/both-threads.ts: change that, then run \`npm run update -w funcfix-runtime\`.\nexport const librarySource = ${JSON.stringify(text)};\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(librarySourceFile, await generateLibrarySource());
