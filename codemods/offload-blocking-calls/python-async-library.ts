import { exchangeRequest } from "../../src/languages/python/rewrite/aiohttp.ts";
import type { BlockingCall } from "../../src/model/catalogue.ts";
import type { Finding } from "../../src/model/finding.ts";
import { swapClients } from "./python-client-swap.ts";
import { adviceFor, ASYNC_TWINS, type AsyncTwin } from "./python-async-twins.ts";
import { manual, type Draft, type DraftPlace } from "./python-draft.ts";

/**
 * An asynchronous library in place of the call, where the catalogue knows one: as a whole where all uses of the client
 * are in sight, as the text of a suggestion else. Undefined where none is known, or a helper stands between.
 */
export function draftAsyncLibrary(place: DraftPlace, finding: Finding): Draft | undefined {
  const { call, asyncLibrary } = finding.blocking!;
  if (!hasAsyncLibrary(finding.blocking!)) return undefined;
  if (REQUESTS.test(call) && finding.trail.length === 1) return draftRequest(place, finding);
  const twin = ASYNC_TWINS.find(({ calls, module }) => calls.test(call) && (place.unit.text.includes(module) || finding.trail.length > 1));
  const library = asyncLibrary ?? (twin === undefined ? "" : twin.twin(twin.module, "Client").module);
  const what = `Use ${adviceFor(library)}`;
  if (finding.trail.length > 1) return manual(`${what} in \`${finding.trail.at(-1)!.name}\`, and await it from there on; \`--strategy to-thread\` runs \`${finding.trail[0]!.call}\` in a thread.`);
  if (twin === undefined) return manual(`${what}; \`--strategy to-thread\` runs the call in a thread.`);
  const swap = swapClients(place, twin);
  if ("refusal" in swap) return manual(`${what}. It was not put in: ${swap.refusal}.`);
  return {
    safety: "suggestion",
    edits: swap.edits,
    imports: ledger => swap.modules.forEach(module => ledger.needModule(module)),
    settles: swap.settles,
    ...(twin.requires !== undefined && { requirements: [twin.requires] }),
    reason: `${said(twin)}: its errors and limits can differ.`,
  };
}

/** Functions of `requests`: aiohttp takes their place. */
const REQUESTS = /^requests\.(?:get|post|put|patch|delete|head|options)$/;

function draftRequest({ index, unit, ledger, openRequests }: DraftPlace, finding: Finding): Draft {
  const call = index.callAt(unit.facts.calls[finding.callIndex!]!.range);
  const fn = call === undefined ? undefined : index.functionAround(call);
  const by = "Use " + adviceFor("aiohttp");
  if (call?.func.nodeType !== "Attribute" || fn === undefined) return manual(`${by}.`);
  if (!ledger.canImport("aiohttp")) return manual("`aiohttp` is another name in this file.");
  const exchange = exchangeRequest(index, fn, call);
  if ("refusal" in exchange) return manual(`${by}. It was not put in: ${exchange.refusal}.`);
  const { range, edits } = exchange;
  if (openRequests.some(({ start, end }) => start < range.end && range.start < end)) return manual(`${by}. It was not put in: another response is open there.`);
  return {
    safety: "suggestion",
    edits,
    imports: () => {
      openRequests.push(range);
      ledger.needModule("aiohttp");
      ledger.drop(index.tree.source(call.func).split(".")[0]!);
    },
    settles: [index.tree.range(call)],
    requirements: ["aiohttp"],
    reason: "`aiohttp` takes the place of `requests`: its errors, redirects and encodings can differ.",
  };
}

/** An asynchronous form of the call is known. */
export function hasAsyncLibrary({ call, asyncLibrary }: BlockingCall): boolean {
  return asyncLibrary !== undefined || ASYNC_TWINS.some(twin => twin.calls.test(call));
}

function said({ module, name, twin }: AsyncTwin): string {
  if (typeof name !== "string") return `\`${twin(module, "Client").module}\` takes the place of \`${module}\``;
  const to = twin(module, name);
  return `\`${to.module}.${to.name}\` takes the place of \`${module}.${name}\``;
}
