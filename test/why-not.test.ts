import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

import { configurableRules } from "../src/checking/rule-ids.ts";
import { whyNotAt } from "../src/checking/why-not.ts";
import { createConfigFinder } from "../src/config/find.ts";
import { sourcesIn } from "./support/cases.ts";

const cases = fileURLToPath(new URL("../fixtures/why-not/", import.meta.url));

describe.each(readdirSync(cases))("%s", name => {
  const cwd = join(cases, name);
  const marked = sourcesIn(cwd).flatMap(path => readFileSync(path, "utf8").split("\n").flatMap((text, index) => {
    const reason = /(?:#|\/\/) why: (.+)$/.exec(text)?.[1];
    return reason === undefined ? [] : [[`${path.slice(cwd.length + 1)}:${index + 1}`, reason] as const];
  }));

  test.each(marked)("%s: %s", (place, reason) => {
    expect(whyNotAt(place, { cwd, config: createConfigFinder({ cwd, rules: configurableRules }) }).join("\n")).toContain(reason);
  });
});
