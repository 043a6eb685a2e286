import { createHash } from "node:crypto";

import fc from "fast-check";
import { expect, test } from "vitest";

import { writingFolder } from "../src/project/write/begin.ts";
import type { Home } from "../src/project/write/homes.ts";
import { hashOf } from "../src/project/write/journal.ts";
import { lastFolder, letGo } from "../src/project/write/keep.ts";
import { tidy, undoWriting } from "../src/project/write/recover.ts";
import { write, type Write } from "../src/project/write/write.ts";
import { MemoryDisk } from "./support/writing/memory-disk.ts";

/** An app of some folders: files that change, go and come, in old and in new folders. */
const OLD: Readonly<Record<string, string>> = {
  "/app/host.json": "{}",
  "/app/Order/function.json": `{ "bindings": [] }`,
  "/app/Order/index.js": "module.exports = async () => {};",
  "/app/Stock/function.json": `{ "bindings": [1] }`,
  "/app/package.json": `{ "name": "shop" }`,
};
const NEW: Readonly<Record<string, string>> = {
  "/app/host.json": "{}",
  "/app/Order/index.js": `app.http("Order");`,
  "/app/package.json": `{ "name": "shop", "main": "src/index.js" }`,
  "/app/src/functions/stock.js": `app.timer("Stock");`,
};
const IN_GIT: Home = { base: "/app", flight: "/app/.git/funcfix", kept: "/app/.git/funcfix" };
const PLAIN: Home = { base: "/app", flight: "/app/.funcfix", kept: "/home/state/app" };

/** Numbers that follow from a seed alone. */
function choices(seed: number): (count: number) => number {
  let at = 0;
  return count => createHash("sha1").update(`${seed}:${at++}`).digest().readUInt32BE() % count;
}

class Dead extends Error {}

/** A disk with the old app, which lives for that many steps more at a time. */
function diskWithApp(home: Home) {
  let left = Infinity;
  const disk = new MemoryDisk(() => {
    if (left-- <= 0) throw new Dead();
  });
  for (const folder of ["/app", "/app/.git", "/app/Order", "/app/Stock", "/home"].filter(name => name !== "/app/.git" || home === IN_GIT)) disk.makeFolder(folder);
  for (const [path, text] of Object.entries(OLD)) disk.create(path, Buffer.from(text), { mode: 0o644 });
  disk.settle();
  return { disk, liveFor: (steps: number) => void (left = steps) };
}

function planned(): Write {
  const paths = [...new Set([...Object.keys(OLD), ...Object.keys(NEW)])].filter(path => OLD[path] !== NEW[path]);
  const bytes = (text: string | undefined): Buffer | undefined => (text === undefined ? undefined : Buffer.from(text));
  return {
    journal: {
      formatVersion: 1,
      id: "0a",
      root: "",
      entries: paths.map(path => ({
        path: path.slice("/app/".length),
        ...(OLD[path] !== undefined && { old: { hash: hashOf(Buffer.from(OLD[path])), mode: 0o644 } }),
        ...(NEW[path] !== undefined && { new: { hash: hashOf(Buffer.from(NEW[path])) } }),
      })),
      made: ["src", "src/functions"],
      emptied: [{ path: "Stock", mode: 0o755 }],
    },
    texts: paths.map(path => bytes(NEW[path])),
  };
}

async function writeAndKeep(disk: MemoryDisk, home: Home): Promise<void> {
  letGo(disk, home, await write(disk, home, planned(), async () => {}), true);
}

/** What the next start does. */
function start(disk: MemoryDisk, home: Home): void {
  if (disk.at(writingFolder(home)) !== undefined) undoWriting(disk, home, false);
  if (disk.at(home.flight) !== undefined) tidy(disk, home);
}

function appOf(disk: MemoryDisk): Record<string, string> {
  return Object.fromEntries(Object.entries(disk.tree()).filter(([path]) => path.startsWith("/app/") && !path.startsWith("/app/.git/")));
}

async function untilDead(run: () => Promise<void> | void): Promise<void> {
  try {
    await run();
  } catch {
    // The process is gone, and whatever it would have said with it.
  }
}

test.each([["in a repository", IN_GIT], ["without git", PLAIN]])("whatever a power cut leaves, the next start makes it old or new: %s", async (_, home) => {
  const ends = new Set<string>();
  await fc.assert(fc.asyncProperty(fc.nat(140), fc.array(fc.nat(40), { maxLength: 3 }), fc.nat(), async (steps, restarts, seed) => {
    const { disk, liveFor } = diskWithApp(home);
    const choose = choices(seed);
    liveFor(steps);
    await untilDead(() => writeAndKeep(disk, home));
    disk.cutPower(choose);
    for (const more of restarts) {
      liveFor(more);
      await untilDead(() => start(disk, home));
      disk.cutPower(choose);
    }
    liveFor(Infinity);
    start(disk, home);
    const app = appOf(disk);
    ends.add(app["/app/Order/index.js"]!);
    expect(app).toEqual(app["/app/Order/index.js"] === OLD["/app/Order/index.js"] ? OLD : NEW);
  }), { numRuns: 1000, seed: 7 });
  // Both ends were met, so the cut was made early and late.
  expect(ends).toEqual(new Set([OLD["/app/Order/index.js"], NEW["/app/Order/index.js"]]));
});

test("a power cut after the write is done leaves it done, and the old bytes kept", async () => {
  const { disk } = diskWithApp(IN_GIT);
  await writeAndKeep(disk, IN_GIT);
  disk.cutPower(() => 0);
  start(disk, IN_GIT);
  expect(appOf(disk)).toEqual(NEW);
  expect(disk.list(lastFolder(IN_GIT)).filter(name => name.startsWith("old-"))).toHaveLength(4);
});
