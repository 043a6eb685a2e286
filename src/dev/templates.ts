interface NewFile {
  readonly path: string;
  readonly text: string;
}

export const templates: Readonly<Record<"rule" | "codemod", (id: string) => readonly NewFile[]>> = {
  rule: id => [
    {
      path: `rules/${id}.ts`,
      text: `import { defineRule } from "../src/model/rule.ts";

export default defineRule({
  id: "${id}",
  summary: "Disallow …",
  why: "…",
  languages: ["javascript", "python"],
  severity: "error",

  *check(project, unit) {
    for (const fn of project.functionsOf(unit)) {
      if (!project.runsOnEventLoop(fn)) continue;

      yield { range: fn.facts.nameRange, message: \`\\\`\${project.nameOf(fn)}\\\` ….\` };
    }
  },
});
`,
    },
    { path: `docs/rules/${id}.md`, text: `<!-- header: generated from the rule by \`npm run update\` -->\n<!-- /header -->\n\n## What it finds\n\n## Examples\n\n## What it does not see\n\n<!-- options: generated from the rule by \`npm run update\` -->\n<!-- /options -->\n\n## When not to use it\n` },
    { path: `fixtures/rules/${id}/python-first-case/host.json`, text: `{ "version": "2.0" }\n` },
    { path: `fixtures/rules/${id}/python-first-case/function_app.py`, text: `async def main():  # finds: ${id}\n    ...\n` },
  ],
  codemod: id => [
    {
      path: `codemods/${id}/index.ts`,
      text: `import type { Codemod } from "../../src/model/codemod.ts";

export const codemod: Codemod = {
  id: "${id}",
  summary: "…",
  languages: ["python"],
  async plan() {
    return { changes: [], notes: [] };
  },
};
`,
    },
    { path: `docs/codemods/${id}.md`, text: `# ${id}\n\n## What it does\n\n## Before and after\n\n## What to check by hand\n` },
    { path: `fixtures/codemods/${id}/keep-first-case/before/host.json`, text: `{ "version": "2.0" }\n` },
  ],
};
