import { describe, expect, test } from "vitest";

import type { Finding } from "../src/model/finding.ts";
import { reporters, type Format } from "../src/report/reporters.ts";
import type { ReportInput } from "../src/report/report.ts";

const CWD = "/repo";

/** What a hostile repository would put into names, paths and code. */
const HOSTILE = "x`\u001B[31m]\n::error::owned%0A::warning::<script>alert(1)</script> [a](javascript:b) @team | {0} ]]> & \" ' \uD800 \u202E";

function finding(path: string, text: string, over: Partial<Finding> = {}): Finding {
  const range = { start: text.indexOf("get"), end: text.indexOf("get") + 3 };
  return {
    rule: "no-blocking-call", severity: "error", confidence: "definite", path, range, message: "`requests.get` blocks the event loop in `quote`.", function: "quote", call: "requests.get",
    trail: [{ path, range, name: "quote", call: "requests.get" }], alsoReaches: 0, fix: "safe", help: "Await it in a thread.", ...over,
  };
}

function input(findings: readonly Finding[], texts: Readonly<Record<string, string>>): ReportInput {
  return { apps: [], findings, files: 1, milliseconds: 7, cwd: CWD, textOf: path => texts[path], rules: [{ id: "no-blocking-call", summary: "Disallow blocking calls", why: "The loop waits." }], version: "1.2.3" };
}

async function report(format: Format, given: ReportInput): Promise<string> {
  return (await reporters[format]())(given, { color: false });
}

const code = "import requests\n\nasync def quote():\n    return requests.get(URL)\n";
const plain = input([finding("/repo/a b/%41.py", code), finding("/repo/a b/%41.py", code, { rule: "worker-settings", severity: "warning", trail: [
  { path: "/repo/a b/%41.py", range: { start: 0, end: 6 }, name: "quote", call: "load" },
  { path: "/repo/a b/%41.py", range: { start: 17, end: 22 }, name: "load", call: "requests.get" },
] })], { "/repo/a b/%41.py": code });

const hostilePath = `/repo/${HOSTILE.replaceAll("/", "")}.py`;
const hostile = input([finding(hostilePath, code, {
  message: `\`${HOSTILE}\` blocks the event loop in \`${HOSTILE}\`.`, help: HOSTILE, function: HOSTILE,
  trail: [0, 1].map(() => ({ path: hostilePath, range: { start: 0, end: 1 }, name: HOSTILE, call: HOSTILE })),
})], { [hostilePath]: `${HOSTILE} get\n` });

describe.each(Object.keys(reporters) as Format[])("%s", format => {
  test("lets no control character through", async () => {
    expect(await report(format, hostile)).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F\u202E]/);
  });

  test("says that nothing was found without failing", async () => {
    expect(await report(format, input([], {}))).not.toBe("");
  });
});

test("github: each finding is one command, and code cannot start another", async () => {
  const lines = (await report("github", hostile)).trimEnd().split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^::error file=/);
  expect(lines[0]!.slice(2, lines[0]!.indexOf("::", 2))).toContain("%0A%3A%3Aerror%3A%3Aowned%250A");
  expect(lines[0]).toContain("%250A");
  expect(lines[1]).toBe("funcfix: 1 finding in 1 file.");
  expect((await report("github", plain)).split("\n")[0]).toMatchInlineSnapshot(`"::error file=a b/%2541.py,line=4,endLine=4,col=21,endColumn=24,title=funcfix no-blocking-call::\`requests.get\` blocks the event loop in \`quote\`.%0AAwait it in a thread."`);
});

test("junit: markup of the code stays text", async () => {
  const xml = await report("junit", hostile);
  expect(xml).not.toContain("<script>");
  expect(xml).not.toContain("]]>");
  expect(xml.replace(/&(?:amp|lt|gt|quot|apos);/g, "")).not.toContain("&");
  expect(xml).not.toContain("\uD800");
  expect(await report("junit", input([], {}))).toContain('tests="1" failures="0"');
});

test("markdown: names are no markup, links or mentions", async () => {
  const text = await report("markdown", hostile);
  const outside = text.replace(/(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, "");
  expect(outside).not.toMatch(/(?<!\\)<script|(?<!\\)\[a|@team/);
});

test("sarif: trails are code flows, fingerprints tell findings apart, paths are encoded", async () => {
  const { runs } = JSON.parse(await report("sarif", plain)) as { runs: [{ results: { codeFlows?: unknown[]; partialFingerprints: Record<string, string>; ruleId: string; ruleIndex: number; locations: [{ physicalLocation: { artifactLocation: { uri: string }; region: object } }] }[]; tool: { driver: { rules: { id: string }[] } } }] };
  const [first, second] = runs[0].results;
  expect(first!.locations[0].physicalLocation).toEqual({ artifactLocation: { uri: "a%20b/%2541.py", uriBaseId: "%SRCROOT%" }, region: { startLine: 4, startColumn: 21, endLine: 4, endColumn: 24 } });
  expect(first!.codeFlows).toBeUndefined();
  expect(second!.codeFlows).toMatchObject([{ threadFlows: [{ locations: [{ location: { message: { text: "In quote: load" } } }, { location: { message: { text: "In load: requests.get" } } }] }] }]);
  expect(first!.partialFingerprints).not.toEqual(second!.partialFingerprints);
  for (const { ruleId, ruleIndex } of runs[0].results) expect(runs[0].tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
});

test("gitlab: a fingerprint stays when lines are added above, and equal lines differ", async () => {
  const twice = `${code}\nasync def quote():\n    return requests.get(URL)\n`;
  const at = (text: string, from: number): Finding => finding("/repo/a.py", text, { range: { start: text.indexOf("get", from), end: text.indexOf("get", from) + 3 } });
  const prints = async (text: string): Promise<string[]> =>
    (JSON.parse(await report("gitlab", input([at(text, 0), at(text, text.indexOf("get") + 3)], { "/repo/a.py": text }))) as { fingerprint: string }[]).map(({ fingerprint }) => fingerprint);
  const before = await prints(twice);
  expect(new Set(before).size).toBe(2);
  expect(await prints(`# A new line.\n${twice}`)).toEqual(before);
});
