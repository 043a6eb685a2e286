import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

import { chooseFixes, type Answer } from "../src/cli/choose-fixes.ts";
import { fix } from "../src/fix.ts";

const APP = fileURLToPath(new URL("../fixtures/apps/restaurant-python", import.meta.url));

async function candidates() {
  const { outcomes } = await fix({ paths: [APP] }, { strategy: "auto", unsafe: true });
  return outcomes.filter(({ applied }) => applied).map(({ finding }) => ({ finding, diff: async () => "" }));
}

async function chosenAfter(...answers: Answer[]): Promise<number> {
  return (await chooseFixes(await candidates(), async () => answers.shift() ?? "no")).size;
}

describe("chooseFixes", () => {
  test("takes what is answered with yes, and leaves the rest after quit", async () => {
    expect(await chosenAfter("yes", "no", "yes", "quit")).toBe(2);
  });

  test("takes all that is left", async () => {
    const all = (await candidates()).length;
    expect(await chosenAfter("no", "all")).toBe(all - 1);
  });

  test("plans only what was chosen", async () => {
    const [first] = await candidates();
    const { changes } = await fix({ paths: [APP] }, { strategy: "auto", unsafe: true, accept: ({ path, range }) => path === first!.finding.path && range.start === first!.finding.range.start });
    expect(changes.map(({ path }) => path)).toEqual([first!.finding.path]);
  });
});
