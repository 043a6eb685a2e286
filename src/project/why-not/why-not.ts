import { openCatalogue } from "../../catalogue/index.ts";
import type { CallFacts } from "../../model/facts.ts";
import type { ProjectView, Unit } from "../../model/project-view.ts";
import { lineStarts, positionAt } from "../../model/text.ts";
import { holds } from "../conditions.ts";
import type { Evaluator } from "../evaluate.ts";
import type { Knowledge } from "../knowledge.ts";
import { BLOCKING_RULE, suppressionAt } from "../suppressions.ts";
import type { FindTargets } from "../targets.ts";
import type { External, Value } from "../values.ts";
import { isWorkerScript } from "../worker-script.ts";
import { originInWords } from "./origin-words.ts";

/** The answer for one call place. */
export interface WhyNot {
  /** As written. */
  readonly call: string;
  /** Full sentences, the decisive one first. */
  readonly reasons: readonly string[];
}

interface Parts {
  readonly view: Pick<ProjectView, "runsOnEventLoop" | "blockingCalls" | "functionsOf" | "nameOf">;
  readonly units: () => readonly Unit[];
  readonly evaluator: Evaluator;
  readonly knowledge: Knowledge;
  readonly targetsOf: FindTargets;
}

/** Says for each call of a line (from 1) why `no-blocking-call` reports nothing there, by the engine's own steps. */
export function createWhyNot({ view, units, evaluator, knowledge, targetsOf }: Parts) {
  return (unit: Unit, line: number, shown: (path: string) => string): readonly WhyNot[] => {
    const starts = lineStarts(unit.text);
    const onLine = unit.facts.calls.filter(call => positionAt(starts, call.calleeRange.start).line === line);
    return onLine
      .filter(call => (call.kind !== "read" && call.kind !== "write") || targetsOf(unit, call).length > 0)
      .map(call => ({ call: call.text, reasons: reasonsFor(unit, call, starts, shown) }));
  };

  function reasonsFor(unit: Unit, call: CallFacts, starts: readonly number[], shown: (path: string) => string): string[] {
    const suppression = suppressionAt(unit, call.calleeRange.start, BLOCKING_RULE);
    if (suppression !== undefined) return [`The comment in line ${positionAt(starts, suppression.range.start).line} suppresses it${suppression.reason === "" ? "" : ` (${suppression.reason})`}.`];
    const callee = callReasons(unit, call, shown);
    if (callee.length > 0) return callee;
    return placeReasons(unit, call, shown);
  }

  /** Why the call itself is not taken for a blocking one; empty when it is. */
  function callReasons(unit: Unit, call: CallFacts, shown: (path: string) => string): string[] {
    const { values } = evaluator.evaluate(unit, call.callee);
    if (values.length === 0) {
      if (targetsOf(unit, call).length > 0) return [];
      return [`What \`${call.text}\` stands for is not known: ${originInWords(unit, call.callee)}.`];
    }
    const reasons = values.map(value => valueReason(unit, call, value, shown));
    return reasons.includes(undefined) ? [] : [...new Set(reasons as string[])];
  }

  function valueReason(unit: Unit, call: CallFacts, value: Value, shown: (path: string) => string): string | undefined {
    if (value.kind === "external") return externalReason(unit, call, value);
    if (value.kind !== "function") {
      return targetsOf(unit, call).length > 0 ? undefined : `It is a ${value.kind === "class" ? "class" : value.kind} of the project, and using it this way runs no code that is known to block.`;
    }
    const facts = value.unit.facts.functions[value.index]!;
    const where = `${shown(value.unit.path)}:${positionAt(lineStarts(value.unit.text), facts.nameRange.start).line}`;
    if (facts.async) return `\`${facts.name}\` (${where}) is async: what blocks in it is reported there.`;
    if (facts.generator && call.kind !== "iterate") return `\`${facts.name}\` (${where}) is a generator: its body runs when it is iterated, not here.`;
    if (value.unit.facts.parseError !== undefined) return `${shown(value.unit.path)} cannot be parsed.`;
    return blocksBehind(value.unit, value.index) ? undefined : `\`${facts.name}\` (${where}) was followed, and no call that blocks was found behind it.`;
  }

  /** Whether anything behind the function blocks: asked as if it ran on the loop. */
  function blocksBehind(unit: Unit, index: number): boolean {
    return view.blockingCalls({ unit, index, facts: unit.facts.functions[index]! }).length > 0;
  }

  function externalReason(unit: Unit, call: CallFacts, value: External): string | undefined {
    const known = knowledge[value.language];
    const path = call.kind === "enter" ? `${value.path}.__enter__` : call.kind === "iterate" ? `${value.path}.__iter__` : value.path;
    const name = [value.module === "builtins" || value.module === "globalThis" ? "" : value.module, path].filter(part => part !== "").join(".");
    if (known.executor(value.module, value.path) !== undefined) return `\`${name}\` hands its function to an executor: that runs elsewhere, and does not hold the event loop.`;
    const blocking = call.kind === "read" ? known.findProperty(value.module, path) : known.find(value.module, path);
    if (blocking === undefined) {
      if (openCatalogue(value.language).find(value.module, path) !== undefined) return `\`${name}\` is ignored by the configuration (\`ignoreCalls\` or \`ignorePackages\`).`;
      if (targetsOf(unit, call).length > 0) return undefined;
      return known.isKnownModule(value.module)
        ? `It is \`${name}\`, which the catalogue does not list as blocking. If it does block, add it under \`calls\` in the configuration.`
        : `It is \`${name}\`, and the catalogue knows nothing of \`${value.module}\`. If it blocks, add it under \`calls\` in the configuration.`;
    }
    if (!holds(blocking, call, unit.facts)) return `\`${blocking.call}\` does not block with these arguments.`;
    if (call.awaited && value.language === "python") return `\`${call.text}\` is awaited, so it is not the blocking \`${blocking.call}\`.`;
    if (blocking.severity === "info") return `\`${blocking.call}\` is of severity info: it is reported with --strict only.`;
    return undefined;
  }

  /** Why a call that blocks is not reported at this place. */
  function placeReasons(unit: Unit, call: CallFacts, shown: (path: string) => string): string[] {
    const facts = unit.facts.functions[call.function]!;
    const fn = { unit, index: call.function, facts };
    const name = view.nameOf(fn);
    if (isWorkerScript(unit)) return ["The file is a worker script: it runs on a thread of its own, where blocking is the point."];
    const handed = executorAround(unit, call.function);
    if (handed !== undefined) return [`\`${name}\` is handed to \`${handed}\`, an executor: it runs elsewhere.`];
    if (view.runsOnEventLoop(fn)) return ["The call is reported, or another finding of the same place says it."];
    const callers = reachedFrom(unit, call, shown);
    const plain = facts.kind === "module" ? "The code runs once, when the module is loaded." : `\`${name}\` is a plain function, so it does not by itself run on the event loop.`;
    return callers.length > 0
      ? [`${plain} The call is reported where async code reaches it: ${callers.join(", ")}.`]
      : [`${plain} No async function or handler was found that reaches it.`];
  }

  function executorAround(unit: Unit, index: number): string | undefined {
    for (let at: number | null = index; at !== null; at = unit.facts.functions[at]!.parent) {
      const { argumentOf } = unit.facts.functions[at]!;
      const outer = argumentOf === undefined ? undefined : unit.facts.calls[argumentOf];
      if (outer === undefined) continue;
      const found = evaluator.evaluate(unit, outer.callee).values.some(value => value.kind === "external" && knowledge[value.language].executor(value.module, value.path) !== undefined);
      if (found) return outer.text;
    }
    return undefined;
  }

  /** The reported places whose way leads through the call's function. */
  function reachedFrom(unit: Unit, call: CallFacts, shown: (path: string) => string): string[] {
    const name = unit.facts.functions[call.function]!.name;
    const found = units().flatMap(other => view.functionsOf(other).filter(fn => view.runsOnEventLoop(fn)).flatMap(fn =>
      view.blockingCalls(fn).filter(({ trail }) => trail.some(step => step.path === unit.path && step.name === name)).map(({ trail }) => {
        const { path, range } = trail[0]!;
        return `${shown(path)}:${positionAt(lineStarts(other.text), range.start).line}`;
      })));
    return [...new Set(found)].slice(0, 5);
  }
}
