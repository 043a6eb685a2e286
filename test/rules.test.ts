import { describe, expect, test } from "vitest";

import { casesOf, differences, expectedDetails, findingsIn, markedFindings, mustBeClean, reportedDetails, reportedFindings, rulesWithCases } from "./support/cases.ts";
import { rewriteMarkers } from "./support/update-cases.ts";

const groups = [...rulesWithCases().map(rule => `rules/${rule}`), "apps"];

describe.each(groups)("%s", group => {
  test.each(casesOf(group).map(({ name, folder }) => [name, folder]))("%s", async (_, folder) => {
    const findings = await findingsIn(folder);
    if (process.env["UPDATE_FIXTURES"] === "1" && !mustBeClean(folder)) rewriteMarkers(folder, findings);

    const marked = markedFindings(folder);
    if (mustBeClean(folder)) expect(marked, "A case that must be clean marks nothing.").toEqual([]);

    const unlike = differences(marked, reportedFindings(folder, findings));
    expect(unlike, unlike.join("\n")).toEqual([]);

    const details = expectedDetails(folder);
    expect(reportedDetails(folder, findings, details)).toEqual(details);
  });
});
