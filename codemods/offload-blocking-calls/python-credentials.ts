import type { AroundEdit } from "../../src/languages/python/rewrite/insertions.ts";
import { walkNodes, type AnyNode, type Call, type ImportFrom } from "../../src/languages/python/nodes.ts";
import type { DraftPlace } from "./python-draft.ts";

const MODULE = "azure.identity";

/** Credentials that the clients get have to be asynchronous as well: edits of their import, or a refusal as the end of a sentence. */
export function swapCredentials({ index, unit }: DraftPlace, clients: readonly Call[]): readonly AroundEdit[] | { readonly refusal: string } {
  const { tree } = index;
  if (!unit.text.includes(MODULE)) return [];
  const from = tree.module.body.find((part): part is ImportFrom => part.nodeType === "ImportFrom" && part.module === MODULE && part.names.every(({ asname }) => asname == null));
  if (from === undefined) return { refusal: "its credential is imported in another way" };
  const classes = new Set(from.names.map(({ name }) => name));
  const holders = new Set<string>();
  const loose: string[] = [];
  const isArgument = (node: AnyNode): boolean => clients.some(client => client.args.includes(node as never) || client.keywords.some(({ value }) => value === node));
  walkNodes(tree.module, node => {
    if (node.nodeType !== "Name" || !classes.has(node.id)) return;
    const made = index.parent(node);
    const held = made === undefined ? undefined : index.parent(made);
    if (made?.nodeType !== "Call" || made.func !== node) loose.push(node.id);
    else if (held?.nodeType === "Assign" && held.targets.length === 1 && held.targets[0]!.nodeType === "Name" && held.value === made) holders.add(held.targets[0]!.id);
    else if (!isArgument(made)) loose.push(node.id);
  });
  walkNodes(tree.module, node => {
    if (node.nodeType === "Name" && holders.has(node.id) && node.ctx.nodeType === "Load" && !isArgument(node)) loose.push(node.id);
  });
  if (loose.length > 0) return { refusal: `\`${loose[0]!}\` is used by more than this client` };
  const start = tree.text.indexOf(MODULE, tree.start(from));
  return [{ start, end: start + MODULE.length, text: `${MODULE}.aio` }];
}
