import type { TrailStep } from "../../model/finding.ts";
import { azCommands } from "./az.ts";
import type { AdviceReport, Shown } from "./input.ts";

/** The published JSON form of advice (schemas/advise.schema.json): paths relative, lines and columns from 1. */
export function adviceJson(reports: readonly AdviceReport[]): object {
  return { formatVersion: 1, apps: reports.map(appJson) };
}

function appJson({ app, plan, cores, coresAssumed, profiles, advice, conflicts, findings, notes, show }: AdviceReport): object {
  return {
    root: show.path(app.root),
    language: app.language,
    plan,
    cores,
    coresAssumed,
    functions: profiles.map(({ evidence, ...profile }) => ({
      ...profile,
      evidence: evidence.map(({ call, kind, bound, place, loops, light, trail }) => ({ call, kind, bound, place, loops, light, trail: trail.map(step => stepJson(step, show)) })),
    })),
    advice,
    conflicts,
    findings: findings.map(({ rule, severity, confidence, message, help, path, range }) => ({ rule, severity, confidence, message, ...(help !== undefined && { help }), path: show.path(path), ...show.position(path, range.start) })),
    commands: azCommands(advice),
    notes,
  };
}

function stepJson({ path, range, name, call }: TrailStep, show: Shown): object {
  return { path: show.path(path), ...show.position(path, range.start), name, call };
}
