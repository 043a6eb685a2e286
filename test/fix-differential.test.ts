import { describe, expect, test } from "vitest";

import { fixCases, treeOf } from "./support/fix-cases.ts";
import { canRun, runApp, worldOf } from "./support/run-fixed-app.ts";

const cases = fixCases().filter(({ name, mustStay, before }) => !mustStay && /^(?:javascript|typescript)-/.test(name) && canRun(before));

describe.each(cases)("$name", ({ folder, before, after }) => {
  test("gives the same, and lets the event loop turn", async () => {
    const [old, fixed] = [await runApp(before, worldOf(folder)), await runApp(after, worldOf(folder))];
    const told = (ran: typeof old) => ran.map(({ name, outcome, lines }) => ({ name, outcome, lines }));
    expect(told(fixed)).toEqual(told(old));
    expect(old.length).toBeGreaterThan(0);
    for (const [at, { name, blocked }] of old.entries()) {
      const now = fixed[at]!;
      expect(`${name} blocks ${now.blocked <= blocked}`).toBe(`${name} blocks true`);
      if (now.blocked < blocked) expect(now.turns).toBeGreaterThan(0);
    }
    for (const { name, offloaded, turns } of fixed) if (offloaded > 0) expect(`${name} turned ${turns > 0}`).toBe(`${name} turned true`);
    if (Object.keys(treeOf(after)).some(path => /\.worker\.[cm]?[jt]s$/.test(path))) {
      expect(old.every(({ offloaded }) => offloaded === 0)).toBe(true);
      expect(fixed.some(({ offloaded }) => offloaded > 0)).toBe(true);
    }
    const all = (ran: typeof old): number => ran.reduce((sum, { blocked }) => sum + blocked, 0);
    if (all(old) > 0) expect(all(fixed)).toBeLessThan(all(old));
  }, 60_000);
});
