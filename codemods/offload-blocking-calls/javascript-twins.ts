import type { TreeIndex } from "../../src/languages/javascript/rewrite/tree-index.ts";
import type { Node } from "../../src/languages/javascript/ast.ts";
import { propertyName } from "../../src/languages/javascript/ast.ts";

type Arguments = readonly Node[];

/** Twins whose result or meaning is another one, by canonical name: awaiting them would change what the app does. */
const OTHER_RESULT: Readonly<Record<string, string>> = {
  "fs.mkdtempDisposableSync": "its asynchronous form gives an object that is disposed of asynchronously",
  "proper-lockfile.lockSync": "the function that unlocks becomes asynchronous too",
  "glob.globIterateSync": "its asynchronous form is iterated with `for await`",
  "glob.iterateSync": "its asynchronous form is iterated with `for await`",
  "glob.globStreamSync": "its asynchronous form is a stream of another kind",
  "glob.streamSync": "its asynchronous form is a stream of another kind",
  "glob.Glob.iterateSync": "its asynchronous form is iterated with `for await`",
  "glob.Glob.streamSync": "its asynchronous form is a stream of another kind",
  "scrypt-js.syncScrypt": "`scrypt` of `node:crypto` takes its arguments in another form",
  "hasbin.sync": "the asynchronous form gives its answer where an error is expected",
  "zx.$.sync": "the asynchronous form rejects and prints in its own way",
};

/** Why the twin would not do the same for these arguments, as the end of a sentence; undefined when it does. */
export function twinTrouble(index: TreeIndex, canonical: string, args: Arguments): string | undefined {
  const other = OTHER_RESULT[canonical];
  if (other !== undefined) return other;
  const [module, name] = [canonical.slice(0, canonical.lastIndexOf(".")), canonical.slice(canonical.lastIndexOf(".") + 1)];
  if (module !== "fs" && module !== "fs-extra" && module !== "graceful-fs") return undefined;
  const [path, second] = args;
  if (path !== undefined && TAKES_DESCRIPTOR.has(name) && isDescriptor(index, path)) return "it is given a file descriptor, which the promise form does not take";
  if ((name === "statSync" || name === "lstatSync") && second !== undefined && mayHold(second, "throwIfNoEntry"))
    return "with `throwIfNoEntry` it gives `undefined` for a missing file, where the promise form rejects";
  return undefined;
}

const TAKES_DESCRIPTOR = new Set(["readFileSync", "writeFileSync", "appendFileSync", "truncateSync"]);

function isDescriptor(index: TreeIndex, node: Node): boolean {
  if (node.type === "Literal") return typeof node.value === "number";
  if (node.type === "MemberExpression") return propertyName(node.property, node.computed) === "fd";
  if (node.type !== "Identifier") return false;
  if (/^(?:fd|fileDescriptor)$/i.test(node.name)) return true;
  return index.named(node.name).some(use => {
    const parent = index.parent(use);
    return parent?.type === "VariableDeclarator" && parent.id === use && parent.init?.type === "CallExpression" && /\bopenSync$/.test(index.text.slice(parent.init.callee.start, parent.init.callee.end));
  });
}

/** False only when the option is visibly not given. */
function mayHold(node: Node, option: string): boolean {
  if (node.type !== "ObjectExpression") return node.type !== "Literal";
  return node.properties.some(each => each.type === "SpreadElement" || propertyName(each.key, each.computed) === option || propertyName(each.key, each.computed) === undefined);
}

const READS = /^(?:read|exists|stat|lstat|access|open)/;

/**
 * A file that the function first looks at and then changes: while nothing is awaited, no other invocation comes between.
 * Returns the path as written; undefined when there is none or the function has written it first.
 */
export function fileUpdatedAround(calls: readonly { readonly name: string; readonly path: string; readonly at: number }[], from: { readonly path: string }): string | undefined {
  const same = calls.filter(({ path }) => path === from.path).sort((a, b) => a.at - b.at);
  if (same.length < 2 || !READS.test(same[0]!.name)) return undefined;
  return same.some(({ name }) => !READS.test(name)) ? from.path : undefined;
}
