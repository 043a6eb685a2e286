import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { migrations } from "../../../codemods/index.ts";
import { renderAdviceMarkdown } from "../../../src/advice/report/markdown.ts";
import { renderAdviceText } from "../../../src/advice/report/text.ts";
import { advise } from "../../../src/advise.ts";
import { check } from "../../../src/check.ts";
import { fix } from "../../../src/fix.ts";
import { applyEdits, type Change } from "../../../src/model/change.ts";
import { UsageError } from "../../../src/model/usage-error.ts";
import { readFunctionJsonApp } from "../../../src/project/apps/read-app.ts";
import { openFiles } from "../../../src/project/files.ts";
import { LANGUAGES } from "../../../src/project/open-project.ts";
import { languageOf } from "../../../src/project/units.ts";
import { resultOf } from "../../../src/project/write/diff.ts";
import { reporters, type Format } from "../../../src/report/reporters.ts";
import { mutated } from "./mutate.ts";
import { isHarmless, isHarmlessMarkdown, isHarmlessText } from "./oracles.ts";
import type { Random } from "./random.ts";
import type { Target } from "./text-targets.ts";

type Tree = Readonly<Record<string, string>>;

const FIXTURES = fileURLToPath(new URL("../../../fixtures/", import.meta.url));
const APPS: Readonly<Record<string, readonly string[]>> = {
  check: ["apps/restaurant-node", "apps/restaurant-python"],
  node: ["codemods/node-v3-to-v4/scripts/before", "apps/restaurant-node"],
  python: ["apps/restaurant-python"],
};
const read = new Map<string, Tree>();

function treeOf(name: string): Tree {
  let tree = read.get(name);
  if (tree === undefined) {
    const root = join(FIXTURES, name);
    const paths = readdirSync(root, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
    tree = Object.fromEntries(paths.map(path => [path.slice(root.length + 1), readFileSync(path, "utf8")]));
    read.set(name, tree);
  }
  return tree;
}

/** Where the app of that name stands on the disk, whole; `mutate` changes some of its files for one run and puts them back. */
const standing = new Set<string>();

async function withMutatedApp(name: string, scratch: string, random: Random, run: (root: string) => Promise<void> | void): Promise<void> {
  const tree = treeOf(name);
  const root = join(scratch, name);
  const put = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  if (!standing.has(root)) for (const [file, text] of Object.entries(tree)) put(file, text);
  standing.add(root);
  const hit = Array.from({ length: 1 + random.below(2) }, () => random.pick(Object.keys(tree)));
  for (const file of hit) put(file, mutated(tree[file]!, Object.values(tree), random));
  try {
    await run(root);
  } finally {
    for (const file of hit) put(file, tree[file]!);
  }
}

/** Edits of a file do not overlap, and what could be parsed still can. */
function isSound(change: Change): void {
  const text = change.kind === "edit" ? applyEdits(change.before, change.edits) : resultOf(change);
  if (text === undefined || !/\.(?:[cm]?[jt]sx?|py)$/.test(change.path)) return;
  const { readFacts } = LANGUAGES[languageOf(change.path)];
  if (change.kind === "edit" && readFacts(change.before, change.path).parseError !== undefined) return;
  const { parseError } = readFacts(text, change.path);
  if (parseError !== undefined) throw new Error(`${change.path} does not parse after its change: ${parseError.message}\n${change.kind === "edit" ? JSON.stringify(change.edits) : text.slice(0, 500)}`);
}

const checkApp: Target = async (random, _, scratch) => {
  await withMutatedApp(random.pick(APPS["check"]!), scratch, random, async root => {
    const result = await check({ cwd: root, strict: true });
    for (const format of Object.keys(reporters) as Format[]) {
      const report = await reporters[format]();
      isHarmless[format](report({ ...result, milliseconds: 1, cwd: root }, { color: false }), result.findings.length);
    }
  });
};

const fixApp: Target = async (random, _, scratch) => {
  await withMutatedApp(random.pick(APPS["check"]!), scratch, random, async root => {
    const { changes } = await fix({ cwd: root }, { strategy: random.pick(["auto", "native", "offload", "make-sync"]), unsafe: true });
    for (const change of changes) isSound(change);
  });
};

function migrateApp(language: "javascript" | "python", apps: readonly string[]): Target {
  return async (random, _, scratch) => {
    await withMutatedApp(random.pick(apps), scratch, random, async root => {
      const app = readFunctionJsonApp(openFiles(), root);
      if (app.language !== language) return;
      const migration = await migrations.find(each => each.language === language)!.load();
      try {
        const plan = await migration.plan(app, {});
        if ((plan.refusals ?? []).length === 0 && plan.functions.length !== app.functions.length) throw new Error(`${plan.functions.length} functions of ${app.functions.length} are in the plan.`);
        for (const change of plan.changes) isSound(change);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
      }
    });
  };
}

const adviseApp: Target = async (random, _, scratch) => {
  await withMutatedApp(random.pick(APPS["check"]!), scratch, random, root => {
    try {
      for (const report of advise({ app: root, cwd: root }).reports) {
        isHarmlessText(renderAdviceText(report));
        isHarmlessMarkdown(renderAdviceMarkdown(report).replace(/\[Source\]\(https?:[^)\s]*\)/g, ""));
      }
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
    }
  });
};

export const appTargets: Readonly<Record<string, Target>> = {
  "check of an app": checkApp,
  "fix of an app": fixApp,
  "advise on an app": adviseApp,
  "migration of a Node app": migrateApp("javascript", APPS["node"]!),
  "migration of a Python app": migrateApp("python", APPS["python"]!),
};
