import { azCommands } from "./az.ts";
import type { AdviceReport } from "./input.ts";
import { headline } from "./text.ts";
import { actionText, laneName, workloadName } from "./words.ts";

/** For a pull request or a wiki page. */
export function renderAdviceMarkdown(report: AdviceReport): string {
  const { app, profiles, advice, conflicts, findings, notes, show } = report;
  const commands = azCommands(advice);
  const sections = [
    [`## ${show.path(app.root)}`, "", `${headline(report)}.`],
    ["### Functions", "", "| function | trigger | runs on | bound by | decided by |", "| --- | --- | --- | --- | --- |", ...profiles.map(profile => {
      const calls = [...new Set(profile.evidence.filter(one => !one.light).map(one => `\`${one.call}\``))].slice(0, 3).join(", ");
      return `| ${[profile.function, profile.trigger, laneName(profile), workloadName(profile), calls].map(cell).join(" | ")} |`;
    })],
    ["### Settings", "", ...advice.flatMap(one => [
      `- **${actionText(one)}** (${one.confidence} confidence). ${one.reason}${one.evidence.length > 0 ? ` Because: ${one.evidence.join("; ")}.` : ""}${one.change === "keep" ? "" : ` Measure: ${one.measure} [Source](${one.source})`}`,
    ])],
    ...(conflicts.length > 0 ? [["### Conflicts", "", ...conflicts.flatMap(({ message, ways }) => [`- ${message}`, ...ways.map(way => `  - ${way}`)])]] : []),
    ...(findings.length > 0 ? [["### Findings", "", ...findings.map(({ path, range, severity, message, help }) => `- \`${show.path(path)}:${show.position(path, range.start).line}\` ${severity}: ${message} ${help ?? ""}`.trimEnd())]] : []),
    ...(commands.length > 0 ? [["### For the app in Azure", "", "```sh", ...commands, "```"]] : []),
    ...(notes.length > 0 ? [["### Notes", "", ...notes.map(note => `- ${note}`)]] : []),
  ];
  return `${sections.map(lines => lines.join("\n")).join("\n\n")}\n`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
