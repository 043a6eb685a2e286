import type { Node } from "../../src/languages/javascript/ast.ts";
import { propertyName } from "../../src/languages/javascript/ast.ts";
import { bare } from "../../src/languages/javascript/rewrite/bindings.ts";
import type { ImportLedger } from "../../src/languages/javascript/rewrite/imports.ts";
import { walkTree, type TreeIndex } from "../../src/languages/javascript/rewrite/tree-index.ts";
import type { BlockingCall } from "../../src/model/catalogue.ts";
import type { Strategy } from "./plan.ts";
import { twinTrouble } from "./javascript-twins.ts";

export const RUNTIME = "funcfix-runtime";

/** What is called instead of a blocking function. */
export interface Form {
  readonly kind: "native" | "offload";
  /** Takes what it needs from modules and returns the text of the new callee. */
  write(ledger: ImportLedger): string;
}

export type FormOrTrouble = Form | { readonly trouble: string };

interface Place {
  readonly index: TreeIndex;
  readonly callee: Node;
  readonly args: readonly Node[];
  readonly ledger: ImportLedger;
  readonly isTypeScript: boolean;
}

/** Decides what is called instead: the native asynchronous form, or the same function on the executor. */
export function formOf(place: Place, blocking: BlockingCall, strategy: Strategy): FormOrTrouble {
  const { remedy } = blocking;
  const offload = strategy === "offload" && remedy.kind !== "unit" && blocking.language === "javascript";
  if (offload) {
    const form = offloaded(place, blocking);
    if (!("trouble" in form) || remedy.kind === "manual") return remedy.kind === "manual" && "trouble" in form ? { trouble: remedy.advice } : form;
    return form;
  }
  switch (remedy.kind) {
    case "promise":
      return twin(place, blocking, remedy);
    case "promisify":
      return promisified(place, blocking, remedy);
    case "offload":
      return strategy === "native" ? { trouble: "It has no asynchronous form with the same result: `--strategy auto` runs it on a worker thread." } : offloaded(place, blocking);
    case "unit":
    case "manual":
      return { trouble: remedy.advice };
    default:
      return { trouble: "Nothing is known that takes its place." };
  }
}

function twin(place: Place, blocking: BlockingCall, remedy: { readonly module?: string; readonly name: string }): FormOrTrouble {
  const { index, callee, args } = place;
  const trouble = twinTrouble(index, blocking.call, args);
  if (trouble !== undefined) return { trouble: `The promise form is not the same here: ${trouble}.` };
  const { module, name } = remedy;
  if (module === undefined) {
    if (callee.type !== "MemberExpression" || callee.computed) return { trouble: `Await \`${name}\` of the same object.` };
    return native(() => `${textOf(index, callee.object)}${callee.optional ? "?." : "."}${name}`);
  }
  const root = rootOf(callee);
  if (!blocking.call.startsWith(`${bare(module)}.`)) return native(ledger => {
    releaseCallee(ledger, callee);
    return ledger.reach(module, name, root?.name);
  });

  // The same package: its other function, through the same object or the same import.
  const path = blocking.call.slice(bare(module).length + 1).split(".");
  const wanted = name.split(".");
  if (callee.type === "MemberExpression" && !callee.computed && !callee.optional) {
    const object = textOf(index, callee.object);
    if (name === "default" && path.length === 1) {
      const binding = root === undefined ? undefined : place.ledger.binding(root.name);
      if (callee.object !== root || binding === undefined || (binding.imported === "*" && binding.form === "import")) return { trouble: `Await the default export of \`${module}\`.` };
      return native(() => object);
    }
    if (path.length === wanted.length + 1 && wanted.every((part, at) => part === path[at])) return native(() => object);
    if (path.length === wanted.length || wanted[0] === "default") return native(() => `${object}.${wanted.at(-1)!}`);
    return { trouble: `Await \`${name}\` of \`${module}\`.` };
  }
  if (callee.type !== "Identifier" || path.length !== 1 || wanted.length !== 1 || name === "default") return { trouble: `Await \`${name}\` of \`${module}\`.` };
  const binding = place.ledger.binding(callee.name);
  if (binding === undefined || binding.imported === "*" || binding.imported === "default") return { trouble: `Await \`${name}\` of \`${module}\`.` };
  return native(ledger => {
    releaseCallee(ledger, callee);
    return ledger.reach(binding.specifier, name, callee.name);
  });
}

function promisified(place: Place, blocking: BlockingCall, remedy: { readonly module: string; readonly name: string }): FormOrTrouble {
  const { index, callee, args } = place;
  const trouble = twinTrouble(index, blocking.call, args);
  if (trouble !== undefined) return { trouble: `The callback form is not the same here: ${trouble}.` };
  if (remedy.name === "default") return { trouble: `Await \`promisify\` of the default export of \`${remedy.module}\`.` };
  const root = rootOf(callee);
  const last = remedy.name.split(".").at(-1)!;
  const own = remedy.name.split(".")[0]!;
  return native(ledger => {
    const held = ledger.heldConstant(init => {
      if (init.type !== "CallExpression" || init.arguments.length !== 1 || !/(?:^|\.)promisify$/.test(textOf(index, init.callee))) return false;
      const inner = init.arguments[0]!;
      const innerRoot = rootOf(inner);
      const binding = innerRoot === undefined ? undefined : ledger.binding(innerRoot.name);
      if (binding === undefined || binding.module !== bare(remedy.module)) return false;
      const path = textOf(index, inner).split(".").slice(1);
      return (binding.imported === "*" || binding.imported === "default" ? path : [binding.imported, ...path]).join(".") === remedy.name;
    });
    const object = root === undefined || callee.type !== "MemberExpression" ? undefined : ledger.binding(root.name);
    const viaObject = object !== undefined && callee.type === "MemberExpression" && callee.object === root && (object.imported === "*" || object.imported === "default");
    if (held !== undefined) {
      releaseCallee(ledger, callee);
      return held;
    }
    if (!viaObject) releaseCallee(ledger, callee);
    const source = viaObject ? `${root!.name}.${remedy.name}` : own === remedy.name ? ledger.reach(remedy.module, own, root?.name) : `${ledger.reach(remedy.module, own, root?.name)}${remedy.name.slice(own.length)}`;
    const promisify = ledger.reach("node:util", "promisify");
    return ledger.constant(viaObject ? last : `${last}Async`, `${promisify}(${source})`);
  });
}

function offloaded(place: Place, blocking: BlockingCall): FormOrTrouble {
  const { index, callee, args } = place;
  if (!blocking.crosses.arguments || !blocking.crosses.result) return { trouble: blocking.crosses.reason ?? "What it works on cannot cross to another thread." };
  const root = rootOf(callee);
  const binding = root === undefined ? undefined : place.ledger.binding(root.name);
  if (binding === undefined) return { trouble: "It does not come from an import at the top of the file, so no worker thread can be given its module." };
  const module = binding.module;
  if (!blocking.call.startsWith(module)) return { trouble: "Its module cannot be told from the import." };
  const path = blocking.call.slice(module.length).replace(/^\./, "");
  if (path.includes(".")) return { trouble: "A worker thread is given functions of a module, and this one belongs to an object in it." };
  if (callee.type !== "Identifier" && callee.type !== "MemberExpression") return { trouble: "The call is written in a way that is not rewritten." };
  const crossing = args.map(argument => argumentTrouble(index, argument)).find(found => found !== undefined);
  if (crossing !== undefined) return { trouble: `${crossing} cannot cross to another thread.` };
  return {
    kind: "offload",
    write(ledger) {
      releaseCallee(ledger, callee);
      const specifier = ledger.specifierLike(builtinOr(module, binding.specifier));
      const create = ledger.reach(RUNTIME, "workerModule", root!.name);
      const quote = ledger.quote;
      const known = BUILTIN_TYPES.has(bare(specifier));
      const written = known ? `node:${bare(specifier)}` : specifier;
      const types = place.isTypeScript && !known ? `<typeof import(${quote}${specifier}${quote})>` : "";
      const name = ledger.constant(camelCase(bare(specifier)), `${create}${types}(${quote}${written}${quote})`, "Worker");
      return `${name}.${path === "" ? "default" : path}`;
    },
  };
}

/** Builtins that `workerModule` knows the types of, by their name with `node:`. */
const BUILTIN_TYPES = new Set(["child_process", "crypto", "dns", "fs", "os", "path", "url", "util", "v8", "vm", "zlib"]);

function builtinOr(module: string, specifier: string): string {
  return BUILTIN_TYPES.has(module) ? `node:${module}` : specifier;
}

/** A function, or an object that visibly holds one, is not copied to another thread. */
function argumentTrouble(index: TreeIndex, node: Node): string | undefined {
  let found: string | undefined;
  walkTree(node, at => {
    if (at.type === "ArrowFunctionExpression" || at.type === "FunctionExpression") found = "A function among the arguments";
    if (at.type === "Property" && propertyName(at.key, at.computed) === "signal") found = "An abort signal among the arguments";
    if (at.type === "ClassExpression" || (at.type === "ThisExpression" && index.parent(at)?.type !== "MemberExpression")) found ??= `\`${textOf(index, node)}\``;
    return found === undefined;
  });
  return found;
}

function native(write: (ledger: ImportLedger) => string): Form {
  return { kind: "native", write };
}

/** The identifier at the head of `a.b.c`. */
function rootOf(node: Node): (Node & { readonly type: "Identifier" }) | undefined {
  let at = node;
  while (at.type === "MemberExpression") at = at.object;
  return at.type === "Identifier" ? at : undefined;
}

function releaseCallee(ledger: ImportLedger, callee: Node): void {
  const root = rootOf(callee);
  if (root !== undefined) ledger.release(root);
}

function textOf(index: TreeIndex, node: Node): string {
  return index.text.slice(node.start, node.end);
}

function camelCase(module: string): string {
  const name = module.replace(/^@/, "").replace(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => next?.toUpperCase() ?? "");
  return /^\d/.test(name) ? `module${name}` : name;
}
