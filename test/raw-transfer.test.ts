import { globSync } from "tinyglobby";
import { readFileSync } from "node:fs";
import { parseSync } from "oxc-parser";
import { describe, expect, test } from "vitest";

import { rawParse } from "../src/languages/javascript/raw-transfer.ts";

const raw = rawParse();
const options = { preserveParens: false, sourceType: "unambiguous" } as const;

/** Node 22 and newer have oxc's own raw transfer; where 4 GiB of addresses cannot be reserved, JSON remains. */
describe.skipIf(raw === null)("raw transfer on Node 20", () => {
  const files = globSync(["fixtures/**/*.{js,mjs,cjs,ts,tsx}", "!**/node_modules/**"]).sort();
  const texts = [
    ...files.map(path => [path, readFileSync(path, "utf8")] as const),
    ["mark.ts", "\uFEFFconst naïve = '✓ done'; export default naïve;"] as const,
    ["command.js", "#!/usr/bin/env node\nmodule.exports = { pattern: /ä+/u, big: 10n, zero: -0 };"] as const,
    ["broken.ts", "const = ;"] as const,
  ];

  test("gives the tree that oxc gives as JSON", () => {
    expect(files.length).toBeGreaterThan(500);
    for (const [path, text] of texts) {
      const { program, comments, errors } = parseSync(path, text, options);
      const read = raw!(path, text, options);
      expect(read.program, path).toEqual(program);
      expect(read.errors, path).toEqual(errors);
      expect(read.comments.length, path).toBe(comments.length - (program.hashbang == null || path.endsWith("ts") ? 0 : 1));
    }
  });
});
