import { join } from "node:path";

import { fileStyle } from "../../src/languages/javascript/rewrite/style.ts";
import { indexOf } from "../../src/languages/javascript/rewrite/tree-index.ts";
import type { FunctionApp } from "../../src/model/app.ts";
import { replacing, type Change } from "../../src/model/change.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { Files } from "../../src/project/files.ts";
import { isRecord, readJson } from "../../src/project/json.ts";
import { insertAfterImports } from "./after-imports.ts";
import { RUNTIME } from "./javascript-remedy.ts";
import type { FixOptions, FixPlan } from "./plan.ts";

const HOOK = `${RUNTIME}/azure`;
const USES_RUNTIME = new RegExp(`["']${RUNTIME}["']`);
const HAS_HOOK = new RegExp(`["']${HOOK}["']`);

/**
 * Offers the import that makes the end of the app wait for its worker threads, with the first calls that are offloaded.
 * `changes` have been planned; `files` show their result, and `paths` are the app's JavaScript and TypeScript files.
 */
export function planShutdownHook(app: FunctionApp, files: Files, paths: readonly string[], changes: readonly Change[], options: FixOptions): FixPlan {
  const offloading = changes.flatMap(change => (change.kind === "edit" && change.path.startsWith(join(app.root, "/")) && !USES_RUNTIME.test(change.before) && USES_RUNTIME.test(files.read(change.path) ?? "") && !change.path.endsWith(".json") ? [change.path] : []));
  const [first] = offloading;
  if (first === undefined || paths.some(path => HAS_HOOK.test(files.read(path) ?? ""))) return { changes: [], outcomes: [] };
  if (app.model !== "v4") {
    const reason = app.model === "none" ? undefined : `The programming model ${app.model} has no hook for the end of an app: migrate first (\`funcfix migrate\`), then import \`${HOOK}\`.`;
    return { changes: [], outcomes: reason === undefined ? [] : [{ finding: findingAt(first), safety: "manual", applied: false, reason }] };
  }
  const registering = [...new Set(app.functions.map(({ source }) => source))].filter(path => paths.includes(path)).sort();
  const path = entryOf(app.root, files, paths) ?? registering.find(each => offloading.includes(each)) ?? registering[0];
  const text = path === undefined ? undefined : files.read(path);
  const index = path === undefined || text === undefined ? undefined : indexOf(text, path);
  if (path === undefined || text === undefined || index === undefined) return { changes: [], outcomes: [{ finding: findingAt(first), safety: "manual", applied: false, reason: `No file that the app always loads was found: import \`${HOOK}\` in one.` }] };

  const { quote, semicolon, newline, isModule } = fileStyle(index, path);
  const line = isModule ? `import ${quote}${HOOK}${quote}${semicolon}` : `require(${quote}${HOOK}${quote})${semicolon}`;
  const after = insertAfterImports(text, path, line, newline);
  const finding = findingAt(path);
  const reason = `\`${line}\` lets the end of the app wait for calls that still run, and starts a thread when the app starts.`;
  const isWanted = options.unsafe && after !== undefined && options.accept?.(finding, "suggestion") !== false;
  return { changes: isWanted ? [{ kind: "edit", path, before: text, edits: [replacing(text, after)] }] : [], outcomes: [{ finding, safety: "suggestion", applied: isWanted, reason }] };
}

function findingAt(path: string): Finding {
  return { rule: "offload-blocking-calls", severity: "info", confidence: "definite", path, range: { start: 0, end: 0 }, message: "The app runs calls on worker threads, and nothing waits for them when it ends.", trail: [], alsoReaches: 0, fix: "suggestion" };
}

/** The source of the one file that `main` of package.json names beside the functions. */
function entryOf(root: string, files: Files, paths: readonly string[]): string | undefined {
  const { value } = readJson((files.read(join(root, "package.json")) ?? "").replace(/^\uFEFF/, ""));
  const main = isRecord(value) && typeof value["main"] === "string" ? value["main"] : undefined;
  return main === undefined ? undefined : alternativesOf(main).filter(each => !/[*?[\]!]/.test(each)).flatMap(each => sourcesOf(root, each)).find(path => paths.includes(path));
}

/** `a/{b,c}.js` as `a/b.js` and `a/c.js`. */
function alternativesOf(glob: string): readonly string[] {
  const found = /\{([^{}]*)\}/.exec(glob);
  if (found === null) return [glob];
  return found[1]!.split(",").flatMap(each => alternativesOf(glob.slice(0, found.index) + each + glob.slice(found.index + found[0].length)));
}

/** Where the source of a built file may lie: `dist/src/index.js` is made of `src/index.ts`. */
function sourcesOf(root: string, built: string): readonly string[] {
  const plain = built.replace(/^\.\//, "");
  const stems = [plain, plain.replace(/^(?:dist|build|out|lib)\//, ""), plain.replace(/^(?:dist|build|out|lib)\//, "src/")];
  return stems.flatMap(stem => [stem, stem.replace(/\.([cm]?)js$/, ".$1ts")]).map(stem => join(root, stem));
}
