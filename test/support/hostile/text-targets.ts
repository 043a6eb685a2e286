import { writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";

import { applyBaseline } from "../../../src/checking/baseline.ts";
import { configurableRules } from "../../../src/checking/rule-ids.ts";
import { readConfig } from "../../../src/config/read.ts";
import { openFactsCache } from "../../../src/project/facts-cache.ts";
import { javascript } from "../../../src/languages/javascript/index.ts";
import { python } from "../../../src/languages/python/index.ts";
import { applyEdits, EditConflict, type Edit } from "../../../src/model/change.ts";
import type { Finding } from "../../../src/model/finding.ts";
import type { SourceLanguage } from "../../../src/model/source-language.ts";
import type { Range } from "../../../src/model/text.ts";
import { UsageError } from "../../../src/model/usage-error.ts";
import { readFunctionJsonApp } from "../../../src/project/apps/read-app.ts";
import type { Files } from "../../../src/project/files.ts";
import { reporters, type Format } from "../../../src/report/reporters.ts";
import type { Corpus } from "./corpus.ts";
import { mutated } from "./mutate.ts";
import { isHarmless } from "./oracles.ts";
import type { Random } from "./random.ts";

/** Makes one hostile input and gives it to a part; throws if the part does what it must not. */
export type Target = (random: Random, corpus: Corpus, scratch: string) => Promise<void> | void;

function factsOf(language: SourceLanguage, names: readonly string[], kind: "javascript" | "python"): Target {
  return (random, corpus) => {
    const text = mutated(random.pick(corpus[kind]), corpus[kind], random);
    language.mayHoldRoots(text);
    const facts = language.readFacts(text, random.pick(names));
    const ranges: readonly Range[] = [...facts.functions.map(({ range }) => range), ...facts.calls.map(({ range }) => range)];
    for (const { start, end } of ranges) if (!(start >= 0 && start <= end && end <= text.length)) throw new Error(`The range ${start}..${end} leaves a text of ${text.length}.`);
    if (facts.parseError !== undefined && !(facts.parseError.offset >= 0 && facts.parseError.offset <= text.length)) throw new Error(`The parse error at ${facts.parseError.offset} leaves a text of ${text.length}.`);
    JSON.stringify(facts);
  };
}

/** Only {@link UsageError} may be thrown. */
function orRefused(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
  }
}

const CONFIGS: Readonly<Record<string, string>> = {
  "funcfix.config.json": `{ "ignore": ["generated/**", "!keep.js"], "rules": { "no-blocking-call": "warning" }, "calls": { "ours.db.*": "ours.aio", "x.**.y": { "replacement": "z", "severity": "error" } }, "maxWarnings": 3, "baseline": "base.json" }`,
  "funcfix.config.jsonc": `// settings\n{ "strict": true, "ignoreCalls": ["time.sleep",], "ignorePackages": ["requests"] }`,
  "package.json": `{ "name": "shop", "workspaces": ["packages/*"], "funcfix": { "strict": true, "ignore": ["dist"] } }`,
  "pyproject.toml": `[project]\nname = "shop"\n\n[tool.funcfix]\nignore = ["tests/*"]\nstrict = true\n\n[tool.funcfix.rules]\nno-blocking-call = "warning"\n[[tool.other]]\nx = 1979-05-27T07:32:00Z\n`,
};

function config(random: Random, corpus: Corpus, scratch: string): void {
  const name = random.pick(Object.keys(CONFIGS));
  const path = join(scratch, name);
  writeFileSync(path, mutated(CONFIGS[name]!, [...Object.values(CONFIGS), ...corpus.json], random));
  orRefused(() => void readConfig(path, { rules: configurableRules, noExec: true }));
}

/** The disk of one app of a few JSON files. */
function functionJson(random: Random, corpus: Corpus): void {
  const texts = new Map([
    ["/app/host.json", mutated(random.pick(corpus.json), corpus.json, random)],
    ["/app/Order/function.json", mutated(random.pick(corpus.json), corpus.json, random)],
    ["/app/Order/__init__.py", "def main(req):\n    return req\n"],
    ["/app/Order/index.js", "module.exports = async () => {};\n"],
  ]);
  const files: Files = {
    read: path => texts.get(path),
    isFile: path => texts.has(path),
    isFolder: path => path === "/app" || path === "/app/Order",
    list: folder => (folder === "/app" ? ["Order", "host.json"] : ["__init__.py", "function.json", "index.js"]),
  };
  const app = readFunctionJsonApp(files, "/app");
  for (const { handler } of app.functions) if (handler !== undefined && !handler.path.startsWith("/app/")) throw new Error(`The script ${handler.path} is outside of the app.`);
}

function finding(text: () => string, path: string): Finding {
  const range = { start: 0, end: 3 };
  return {
    rule: "no-blocking-call", severity: "error", confidence: "definite", path, range, message: `\`${text()}\` blocks the event loop in \`${text()}\`.`, function: text(), call: text(),
    trail: [0, 1].map(() => ({ path, range, name: text(), call: text() })), alsoReaches: 0, fix: "safe", help: text(),
  };
}

async function escaping(random: Random, corpus: Corpus): Promise<void> {
  const text = (): string => mutated("orders.load", corpus.javascript, random).slice(0, 300);
  const path = `/repo/${text().replaceAll("/", "") || "x"}.py`;
  const findings = [finding(text, path), finding(text, path)];
  for (const format of Object.keys(reporters) as Format[]) {
    const report = await reporters[format]();
    const shown = report({ apps: [], findings, files: 1, milliseconds: 1, cwd: "/repo", textOf: () => `${text()} get\n` }, { color: false });
    try {
      isHarmless[format](shown, findings.length);
    } catch (error) {
      throw new Error(`${format}: ${(error as Error).message}`);
    }
  }
}

function baseline(random: Random, corpus: Corpus, scratch: string): void {
  const path = join(scratch, "baseline.json");
  const sound = JSON.stringify({ formatVersion: 1, findings: [{ path: "a.py", rule: "no-blocking-call", message: "x", fingerprint: "0".repeat(32) }] }, null, 2);
  writeFileSync(path, mutated(sound, corpus.json, random));
  orRefused(() => void applyBaseline(path, [finding(() => "x", join(scratch, "a.py"))], () => "get"));
}

const SAMPLE = "import time\n\n\nasync def wait():\n    time.sleep(1)\n";

/** Facts that were kept: damaged ones, and ones whose hash somebody has made fit. */
function cache(random: Random, corpus: Corpus, scratch: string): void {
  const path = join(scratch, "kept.facts");
  const key = createHash("sha1").update(`python\0${python.version}\0a.py\0`).update(SAMPLE).digest("base64url");
  const body = mutated(JSON.stringify(python.readFacts(SAMPLE, "a.py")), corpus.json, random);
  const index = { [key]: [0, Buffer.byteLength(body)] };
  const hash = random.below(2) === 0 ? createHash("sha1").update(JSON.stringify(index)).update(body).digest("hex") : "0".repeat(40);
  writeFileSync(path, `${mutatedSometimes(JSON.stringify({ hash, index }), corpus, random)}\n${body}`);
  openFactsCache(path, { javascript, python }).languages.python.readFacts(SAMPLE, "a.py");
}

function mutatedSometimes(text: string, corpus: Corpus, random: Random): string {
  return random.below(3) === 0 ? mutated(text, corpus.json, random) : text;
}

/** Only planned ranges change, and what overlaps is refused. */
function edits(random: Random, corpus: Corpus): void {
  const text = mutated(random.pick(corpus.python), corpus.python, random);
  const planned = Array.from({ length: random.below(6) }, (): Edit => {
    const start = random.below(text.length + 2);
    return { start, end: start + random.below(30) - 1, text: `<${random.below(3)}>` };
  });
  const unique = [...new Map(planned.map(edit => [`${edit.start}:${edit.end}:${edit.text}`, edit])).values()].sort((a, b) => a.start - b.start || a.end - b.end);
  const sound = unique.every((edit, index) => edit.end >= edit.start && edit.end <= text.length && (index === 0 || edit.start >= unique[index - 1]!.end));
  let result: string;
  try {
    result = applyEdits(text, planned);
  } catch (error) {
    if (sound || !(error instanceof EditConflict)) throw error;
    return;
  }
  if (!sound) throw new Error("Edits that overlap, or leave the text, were made.");
  // From the end to the start, each piece between two edits must be where it was.
  let at = result.length;
  let before = text.length;
  for (const edit of unique.toReversed()) {
    const kept = text.slice(edit.end, before);
    if (result.slice(at - kept.length, at) !== kept) throw new Error("Text beside the edits was changed.");
    at -= kept.length;
    if (result.slice(at - edit.text.length, at) !== edit.text) throw new Error("An edit is not where it was planned.");
    at -= edit.text.length;
    before = edit.start;
  }
  if (result.slice(0, at) !== text.slice(0, before)) throw new Error("Text before the edits was changed.");
}

export const textTargets: Readonly<Record<string, Target>> = {
  "facts of JavaScript and TypeScript": factsOf(javascript, ["a.js", "a.mjs", "a.cjs", "a.jsx", "a.ts", "a.mts", "a.cts", "a.tsx", "a.d.ts"], "javascript"),
  "facts of Python": factsOf(python, ["a.py"], "python"),
  "function.json and host.json": functionJson,
  configuration: config,
  baseline,
  "cache of facts": cache,
  "application of edits": edits,
  "escaping in every report": escaping,
};
