import { markdownBlock, markdownCell, markdownCode, markdownText } from "../../model/markdown.ts";
import { azCommands } from "./az.ts";
import type { AdviceReport } from "./input.ts";
import { headline } from "./text.ts";
import { actionText, laneName, workloadName } from "./words.ts";

/** For a pull request or a wiki page. */
export function renderAdviceMarkdown(report: AdviceReport): string {
  const { app, profiles, advice, conflicts, findings, notes, show } = report;
  const commands = azCommands(advice);
  const sections = [
    [`## ${markdownText(show.path(app.root))}`, "", `${headline(report)}.`],
    ["### Functions", "", "| function | trigger | runs on | bound by | decided by |", "| --- | --- | --- | --- | --- |", ...profiles.map(profile => {
      const calls = [...new Set(profile.evidence.filter(one => !one.light).map(one => `\`${one.call}\``))].slice(0, 3).join(", ");
      return `| ${[profile.function, profile.trigger, laneName(profile), workloadName(profile), calls].map(markdownCell).join(" | ")} |`;
    })],
    ["### Settings", "", ...advice.flatMap(one => [
      `- **${markdownText(actionText(one))}** (${one.confidence} confidence). ${markdownText(`${one.reason}${one.evidence.length > 0 ? ` Because: ${one.evidence.join("; ")}.` : ""}`)}${one.change === "keep" ? "" : ` Measure: ${markdownText(one.measure)} [Source](${one.source})`}`,
    ])],
    ...(conflicts.length > 0 ? [["### Conflicts", "", ...conflicts.flatMap(({ message, ways }) => [`- ${markdownText(message)}`, ...ways.map(way => `  - ${markdownText(way)}`)])]] : []),
    ...(findings.length > 0 ? [["### Findings", "", ...findings.map(({ path, range, severity, message, help }) => `- ${markdownCode(`${show.path(path)}:${show.position(path, range.start).line}`)} ${severity}: ${markdownText(`${message} ${help ?? ""}`)}`.trimEnd())]] : []),
    ...(commands.length > 0 ? [["### For the app in Azure", "", markdownBlock("sh", commands.join("\n"))]] : []),
    ...(notes.length > 0 ? [["### Notes", "", ...notes.map(note => `- ${markdownText(note)}`)]] : []),
  ];
  return `${sections.map(lines => lines.join("\n")).join("\n\n")}\n`;
}
