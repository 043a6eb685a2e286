import { readFileSync, writeFileSync } from "node:fs";

import type { Finding } from "../../src/index.ts";
import { lineStarts, positionAt } from "../../src/model/text.ts";
import { marker, sourcesIn } from "./cases.ts";

/** Writes what was found into the markers of a case, for a person to review in the diff. */
export function rewriteMarkers(folder: string, findings: readonly Finding[]): void {
  for (const path of sourcesIn(folder)) {
    const text = readFileSync(path, "utf8");
    const starts = lineStarts(text);
    const rules = new Map<number, string[]>();
    for (const finding of findings.filter(finding => finding.path === path)) {
      const { line } = positionAt(starts, finding.range.start);
      rules.set(line, [...rules.get(line) ?? [], finding.rule]);
    }
    const comment = path.endsWith(".py") ? "  #" : " //";
    const marked = text.split("\n").map((line, index) => {
      const found = rules.get(index + 1);
      const bare = line.replace(marker, "").trimEnd();
      if (found === undefined) return marker.test(line) ? bare : line;
      return `${bare}${comment} finds: ${found.join(", ")}`;
    });
    writeFileSync(path, marked.join("\n"));
  }
}
