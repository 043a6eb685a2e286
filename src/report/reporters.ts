import type { ReportInput } from "./report.ts";

export interface ReportStyle {
  readonly color: boolean;
}

export type Reporter = (input: ReportInput, style: ReportStyle) => string;

/** Each reporter is loaded only when it is asked for. */
export const reporters = {
  text: async () => (await import("./text.ts")).reportText,
  json: async () => (await import("./json.ts")).reportJson,
  sarif: async () => (await import("./sarif.ts")).reportSarif,
  github: async () => (await import("./github.ts")).reportGithub,
  gitlab: async () => (await import("./gitlab.ts")).reportGitlab,
  junit: async () => (await import("./junit.ts")).reportJunit,
  markdown: async () => (await import("./markdown.ts")).reportMarkdown,
} satisfies Readonly<Record<string, () => Promise<Reporter>>>;

export type Format = keyof typeof reporters;
