import { printableReport } from "../../model/printable.ts";
import { azCommands } from "./az.ts";
import type { AdviceReport } from "./input.ts";
import { actionText, evidenceText, laneName, workloadName } from "./words.ts";

const shownEvidence = 3;

/** For people: profile, advice with its reasons, conflicts, findings and commands of one app. */
export function renderAdviceText(report: AdviceReport): string {
  const { app, advice, conflicts, findings, notes, show } = report;
  const place = (path: string, offset: number): string => {
    const { line, column } = show.position(path, offset);
    return `${show.path(path)}:${line}:${column}`;
  };
  const sections = [
    [`${show.path(app.root)}: ${headline(report)}`],
    ["Functions", ...report.profiles.flatMap(profile => [
      `  ${profile.function} (${profile.trigger}, ${laneName(profile)}): ${workloadName(profile)}`,
      ...profile.evidence.filter(one => !one.light).slice(0, shownEvidence).map(one => `      ${evidenceText(one)} (${place(one.trail.at(-1)!.path, one.trail.at(-1)!.range.start)})`),
    ])],
    ["Settings", ...advice.flatMap(one => [
      `  ${actionText(one)}  [${one.confidence} confidence]`,
      `      ${one.reason}`,
      ...(one.evidence.length > 0 ? [`      because: ${one.evidence.join("; ")}`] : []),
      ...(one.change === "keep" ? [] : [`      measure: ${one.measure}`, `      source: ${one.source}`]),
    ])],
    ["Conflicts", ...conflicts.flatMap(({ message, ways }) => [`  ${message}`, ...ways.map(way => `      - ${way}`)])],
    ["Findings", ...findings.flatMap(({ path, range, severity, message, help }) => [`  ${place(path, range.start)}  ${severity}  ${message}`, ...(help === undefined ? [] : [`      help: ${help}`])])],
    ["For the app in Azure", ...azCommands(advice).map(command => `  ${command}`)],
    ["Notes", ...notes.map(note => `  ${note}`)],
  ];
  return printableReport(`${sections.filter((lines, index) => index === 0 || lines.length > 1).map(lines => lines.join("\n")).join("\n\n")}\n`);
}

export function headline({ app, plan, cores, coresAssumed, profiles }: AdviceReport): string {
  const where = `${plan === null ? "plan not given" : `${plan} plan`}, ${cores} ${cores === 1 ? "core" : "cores"}${coresAssumed ? " assumed" : ""}`;
  return `${app.language} app with ${profiles.length} ${profiles.length === 1 ? "function" : "functions"} (${where})`;
}
