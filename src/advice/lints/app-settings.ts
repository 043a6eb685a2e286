import { knownSettings } from "../settings/known.ts";
import { settingsNamed } from "../settings/configuration.ts";
import { runtimeOf, type LintContext, type SettingProblem } from "./lint.ts";

/** Values that are no whole number, or out of range. The host does not even start with some of them. */
export function* outOfRange({ configuration }: LintContext): Iterable<SettingProblem> {
  for (const known of knownSettings) {
    if (known.home !== "app setting" || known.range === undefined) continue;
    const [min, max] = known.range;
    for (const setting of settingsNamed(configuration, known.name)) {
      if (setting.value === null) continue;
      const value = Number(setting.value);
      const isNumber = /^\s*[+-]?\d+\s*$/.test(setting.value);
      if (isNumber && value >= min && value <= max) {
        if (known.documentedMax !== undefined && value > known.documentedMax)
          yield { place: setting, severity: "warning", message: `\`${known.name}\` is ${value}; the documented maximum is ${known.documentedMax}.`, help: `Use at most ${known.documentedMax}, and more worker processes or async handlers for more work at a time.` };
        continue;
      }
      const range = max >= 2 ** 31 - 1 ? `a whole number of at least ${min}` : `a whole number from ${min} to ${max}`;
      yield {
        place: setting,
        severity: known.otherwise === undefined ? "warning" : "error",
        message: `\`${known.name}\` must be ${range}, not ${shown(setting.value)}.${known.otherwise === undefined ? "" : ` ${known.otherwise}`}`,
        help: `Write ${range}.`,
      };
    }
  }
}

/** A long text in the place of a number may be a secret that was pasted there. */
function shown(value: string): string {
  return /^[\w.+ -]{0,12}$/.test(value) ? `\`${value}\`` : "a text";
}

/** Settings of the other language's worker. */
export function* otherLanguage(context: LintContext): Iterable<SettingProblem> {
  const runtime = runtimeOf(context);
  if (runtime === "unknown") return;
  for (const { name, languages } of knownSettings) {
    if (languages === undefined || languages.includes(runtime)) continue;
    for (const setting of settingsNamed(context.configuration, name))
      yield { place: setting, severity: "warning", message: `\`${name}\` has no effect: the app runs on the ${runtime === "python" ? "Python" : "Node"} worker.`, help: "Remove it." };
  }
}

/** The thread count of an app that leaves its sync pool unused, or starves it. */
export function* threadCount({ configuration, profiles }: LintContext): Iterable<SettingProblem> {
  const python = profiles.filter(profile => profile.language === "python");
  if (python.length === 0 || python.some(profile => profile.lane === "unknown")) return;
  const plain = python.filter(profile => profile.lane === "sync-pool");
  const waiting = plain.filter(profile => profile.workload === "io" || profile.workload === "mixed");
  for (const setting of settingsNamed(configuration, "PYTHON_THREADPOOL_THREAD_COUNT")) {
    if (plain.length === 0)
      yield {
        place: setting, severity: "warning",
        message: "`PYTHON_THREADPOOL_THREAD_COUNT` has no effect: every function of the app is an `async def`, and neither the event loop nor `asyncio.to_thread` uses these threads.",
        help: "Remove it; for `asyncio.to_thread` give the loop an executor of the size you want.",
      };
    else if (Number(setting.value) === 1 && waiting.length > 0)
      yield {
        place: setting, severity: "warning",
        message: `\`PYTHON_THREADPOOL_THREAD_COUNT\` is 1, so \`${waiting[0]!.function}\` and every other plain \`def\` of a process run one at a time, though ${waiting.length === 1 ? "it waits" : `${waiting.length} of them wait`} for I/O.`,
        help: "Raise it, or make the functions async.",
      };
  }
}

/** A function that calls its own app and waits for the answer can wait for ever when nothing is left to answer it. */
export function* selfCall({ app, configuration, profiles }: LintContext): Iterable<SettingProblem> {
  const routes = app.functions.flatMap(({ name, bindings }) => bindings.filter(binding => /^httptrigger$/i.test(binding.type)).map(binding => String(binding.options["route"] ?? name).split(/[/{]/)[0]!.toLowerCase()));
  const [threads] = settingsNamed(configuration, "PYTHON_THREADPOOL_THREAD_COUNT");
  const [processes] = settingsNamed(configuration, "FUNCTIONS_WORKER_PROCESS_COUNT");
  if (processes !== undefined && Number(processes.value) > 1) return;
  for (const profile of profiles) {
    const oneAtATime = profile.lane === "event-loop" || (profile.lane === "sync-pool" && threads !== undefined && Number(threads.value) === 1);
    if (!oneAtATime) continue;
    const call = profile.evidence.find(({ kind, place, texts }) => kind === "network" && place === "thread" && texts.some(text => isOwnAddress(text, routes)));
    const step = call?.trail[0];
    if (call === undefined || step === undefined) continue;
    yield {
      place: step, severity: "error",
      message: `\`${profile.function}\` calls its own app with \`${call.call}\` and waits for the answer on the only ${profile.lane === "event-loop" ? "event loop" : "thread"} that could give it: both wait for ever.`,
      help: "Call the function of the other handler directly, or start it with a queue message.",
    };
  }
}

function isOwnAddress(text: string, routes: readonly string[]): boolean {
  const match = /^https?:\/\/(?:localhost|127\.0\.0\.1):7071\/(?:api\/)?([^/?#]*)/i.exec(text);
  return match !== null && routes.includes(match[1]!.toLowerCase());
}

/** Left on after a search for a fault. */
export function* debugLogging({ configuration }: LintContext): Iterable<SettingProblem> {
  for (const setting of settingsNamed(configuration, "PYTHON_ENABLE_DEBUG_LOGGING"))
    if (setting.value?.trim() === "1")
      yield { place: setting, severity: "warning", message: "`PYTHON_ENABLE_DEBUG_LOGGING` is on: the worker writes a debug log on each invocation.", help: "Set it to 0, or remove it, outside a search for a fault." };
}

/** `process.env.UV_THREADPOOL_SIZE = …` at the start of a line of code. */
const assignment = /^[ \t]*process\.env(?:\.UV_THREADPOOL_SIZE|\[["']UV_THREADPOOL_SIZE["']\])[ \t]*=(?!=)/gm;

/** The pool has its size from its first use on, and the worker has used it before it loads the app. */
export function* poolSizeInCode({ app, files }: LintContext): Iterable<SettingProblem> {
  const paths = new Set(app.functions.flatMap(({ handler, source }) => [source, ...(handler === undefined ? [] : [handler.path])]).filter(path => /\.[cm]?[jt]s$/.test(path)));
  for (const path of paths)
    for (const match of (files.read(path) ?? "").matchAll(assignment)) {
      const start = match.index + match[0].search(/\S/);
      yield {
        place: { path, range: { start, end: match.index + match[0].length } }, severity: "warning",
        message: "`UV_THREADPOOL_SIZE` is set in code: libuv reads it when its pool is first used, which the worker has probably done before.",
        help: "Set it as an app setting.",
      };
    }
}
