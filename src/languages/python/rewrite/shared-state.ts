import { walkNodes, type AnyNode, type AsyncWith, type FunctionNode, type LocatedNode } from "../nodes.ts";
import type { Range } from "../../../model/text.ts";
import type { TreeIndex } from "./tree-index.ts";

/**
 * State that others may change while the call (or the moved block) is awaited: module variables, attributes of `self` and of other objects.
 * Returns the name of one that the function has read before the call and writes after it (or in the same statement), so
 * that an update could be lost; undefined when there is none.
 */
export function sharedUpdateAround(index: TreeIndex, fn: FunctionNode, moved: AnyNode & LocatedNode): string | undefined {
  const { tree } = index;
  const { start: from, end: to } = tree.range(moved);
  const parameters = parameterNames(fn);
  const locals = localNames(fn, parameters);
  const reads = new Set<string>();
  const writes = new Set<string>();

  const statement = index.statementOf(moved);
  const imported = importedNames(tree.module);
  const guarded = lockedAround(index, moved, locals);
  const unguarded = new Set<string>();
  const note = (names: Set<string>, name: string, place: number): void => {
    names.add(name);
    if (guarded === undefined || place < guarded.start || place >= guarded.end) unguarded.add(name);
  };
  const inLoop = [...index.ancestors(moved)].some(node => node.nodeType === "For" || node.nodeType === "While" || node.nodeType === "AsyncFor");
  for (const part of fn.body) {
    walkNodes(part, node => {
      if (node.nodeType === "FunctionDef" || node.nodeType === "AsyncFunctionDef" || node.nodeType === "Lambda" || node.nodeType === "ClassDef") return false;
      const name = sharedName(node, locals, parameters);
      if (name === undefined) return undefined;
      const place = tree.start(node as AnyNode & { lineno: number; col_offset: number });
      const written = isWritten(index, node) && !imported.has(name);
      const together = index.statementOf(node) === statement;
      if (!written || isAugmented(index, node)) {
        if (place < to || together || inLoop) note(reads, name, place);
      }
      if (written && (place > from || together || inLoop)) note(writes, name, place);
      return undefined;
    });
  }
  return [...writes].find(name => reads.has(name) && unguarded.has(name));
}

/** The widest `async with` around on a lock that outlives the function: what happens only inside it, no other invocation disturbs. */
function lockedAround(index: TreeIndex, moved: AnyNode, locals: ReadonlySet<string>): Range | undefined {
  const isLock = ({ context_expr: lock }: AsyncWith["items"][number]): boolean => {
    const text = index.tree.source(lock);
    return /^[\w.]*(?:lock|mutex)$/i.test(text) && !(lock.nodeType === "Name" && locals.has(lock.id));
  };
  const around = [...index.ancestors(moved)].filter(node => node.nodeType === "AsyncWith").findLast(node => node.items.some(isLock));
  return around === undefined ? undefined : index.tree.range(around);
}

function parameterNames({ args }: FunctionNode): ReadonlySet<string> {
  return new Set([...args.posonlyargs, ...args.args, ...args.kwonlyargs, args.vararg, args.kwarg].flatMap(arg => (arg == null ? [] : [arg.arg])));
}

/** `os.remove(path)` is a call to a module, not a change of it. */
function importedNames(module: AnyNode): ReadonlySet<string> {
  const names = new Set<string>();
  walkNodes(module, node => {
    if (node.nodeType === "Import") for (const alias of node.names) names.add(alias.asname ?? alias.name.split(".")[0]!);
  });
  return names;
}

/** Names that only this call of the function can see: parameters but not what they refer to, and plain local variables. */
function localNames(fn: FunctionNode, parameters: ReadonlySet<string>): ReadonlySet<string> {
  const names = new Set<string>(parameters);
  const outer = new Set<string>();
  for (const part of fn.body) {
    walkNodes(part, node => {
      if (node.nodeType === "Global" || node.nodeType === "Nonlocal") for (const name of node.names) outer.add(name);
      if (node.nodeType === "Name" && node.ctx.nodeType !== "Load") names.add(node.id);
      if (node.nodeType !== "FunctionDef" && node.nodeType !== "AsyncFunctionDef" && node.nodeType !== "ClassDef") return undefined;
      // What a function inside declares as `nonlocal` is ours.
      names.add(node.name);
      return false;
    });
  }
  for (const name of outer) names.delete(name);
  return names;
}

/** `counter`, `self.total`, `order.paid` of a parameter, `cache[…]` of something that outlives the call; the shortest path that names it. */
function sharedName(node: AnyNode, locals: ReadonlySet<string>, parameters: ReadonlySet<string>): string | undefined {
  if (node.nodeType === "Name") return locals.has(node.id) ? undefined : node.id;
  if (node.nodeType === "Attribute" && node.value.nodeType === "Name" && parameters.has(node.value.id)) return `${node.value.id}.${node.attr}`;
  return undefined;
}

const MUTATORS = new Set(["append", "extend", "insert", "add", "update", "pop", "popitem", "remove", "discard", "clear", "setdefault", "appendleft", "popleft"]);

function isWritten(index: TreeIndex, node: AnyNode): boolean {
  if ((node.nodeType === "Name" || node.nodeType === "Attribute") && node.ctx.nodeType !== "Load") return true;
  const parent = index.parent(node);
  if (parent?.nodeType === "Subscript" && parent.value === node && parent.ctx.nodeType !== "Load") return true;
  if (parent?.nodeType === "Attribute" && parent.value === node) {
    if (parent.ctx.nodeType !== "Load") return true;
    const call = index.parent(parent);
    return call?.nodeType === "Call" && call.func === parent && MUTATORS.has(parent.attr);
  }
  return false;
}

function isAugmented(index: TreeIndex, node: AnyNode): boolean {
  return [...index.ancestors(node)].some(at => at.nodeType === "AugAssign" && at.target !== undefined && contains(at.target, node));
}

function contains(outer: AnyNode, inner: AnyNode): boolean {
  let found = false;
  walkNodes(outer, node => {
    if (node === inner) found = true;
    return !found;
  });
  return found;
}

const HOLDS_OTHERS = /(?:lock|mutex|semaphore|redirect_std(?:out|err)|chdir)\b/i;

/** A `with` around the call that keeps others out, or changes something for all of them, until its end; as written. */
export function heldAround(index: TreeIndex, inner: AnyNode): string | undefined {
  for (const node of index.ancestors(inner)) {
    if (node.nodeType === "FunctionDef" || node.nodeType === "AsyncFunctionDef") return undefined;
    if (node.nodeType !== "With") continue;
    const held = node.items.map(item => index.tree.source(item.context_expr)).find(text => HOLDS_OTHERS.test(text));
    if (held !== undefined) return held;
  }
  return undefined;
}
