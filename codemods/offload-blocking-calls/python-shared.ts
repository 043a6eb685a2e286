import type { AnyNode, LocatedNode } from "../../src/languages/python/nodes.ts";
import { heldAround, sharedUpdateAround } from "../../src/languages/python/rewrite/shared-state.ts";
import type { DraftPlace } from "./python-draft.ts";

/** Why no other code may run while this part of an async function is awaited, as a full sentence. */
export function sharedTrouble({ index }: DraftPlace, node: AnyNode & LocatedNode): string | undefined {
  const held = heldAround(index, node);
  if (held !== undefined) return `The call stands in \`with ${held}\`, which would be held while other code runs.`;
  const fn = index.functionAround(node);
  if (fn === undefined) return undefined;
  const shared = sharedUpdateAround(index, fn, node);
  if (shared !== undefined) return `\`${shared}\` is read before and written after the call: an await between them could lose an update of another invocation.`;
  const parameters = [...fn.args.posonlyargs, ...fn.args.args, ...fn.args.kwonlyargs];
  return parameters.some(({ arg }) => arg === "asyncio") ? "`asyncio` is another name in this function." : undefined;
}
