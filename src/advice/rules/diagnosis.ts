import type { Advice } from "../advice.ts";
import { blocksLoop, currentValue, type Situation } from "../situation.ts";
import { advise } from "./rule.ts";

/** Settings that are for looking at a running app, or for special cases, and cost something when left on. */
export function* diagnosis(situation: Situation): Iterable<Advice> {
  const current = (name: string): string | null => currentValue(situation, name, "app setting");
  if (current("PYTHON_ENABLE_DEBUG_LOGGING") === "1")
    yield advise(situation, "PYTHON_ENABLE_DEBUG_LOGGING", { value: null, because: [], confidence: "high", reason: "The worker writes a debug log on each invocation.", measure: "Volume of the log and mean duration." });
  if (current("PYTHON_ISOLATE_WORKER_DEPENDENCIES") === "1")
    yield advise(situation, "PYTHON_ISOLATE_WORKER_DEPENDENCIES", { value: null, because: [], consider: true, confidence: "low", reason: "It is meant for a clash between the app's packages and the worker's own. Without one it can go.", measure: "Whether the app still starts." });
  if (current("WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT") !== null)
    yield advise(situation, "WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT", { value: null, because: [], consider: true, confidence: "medium", reason: "The functionAppScaleLimit property of the app is the recommended way to bound its instances.", measure: "How many instances a burst brings." });

  const blocking = situation.profiles.filter(profile => profile.language === "javascript" && blocksLoop(profile).length > 0);
  if (blocking.length > 0 && current("AZURE_FUNCTIONS_NODE_BLOCK_LOG") === null)
    yield advise(situation, "AZURE_FUNCTIONS_NODE_BLOCK_LOG", { value: "1", because: blocking, consider: true, reason: "These functions block the event loop: while it is set, the worker logs when that happened and for how long.", measure: "The log before and after `funcfix fix`; remove the setting then." });
}
