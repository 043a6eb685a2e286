import type { Edit } from "../../../model/change.ts";
import { childNodes, walkNodes, type AnyNode, type FunctionNode, type Statement, type With, type WithItem } from "../nodes.ts";
import type { TreeIndex } from "./tree-index.ts";

export type BlockRewrite =
  | { readonly edits: readonly Edit[] }
  /** Why the block cannot move into a function, as the end of a sentence. */
  | { readonly refusal: string };

/**
 * Moves a blocking `with` block into a nested function that runs in a thread: its names come back as the result, a
 * `return` at its end stays one. `runner` is awaited with the new function.
 */
export function moveWithBlock(index: TreeIndex, fn: FunctionNode, block: With, runner: string): BlockRewrite {
  const { tree } = index;
  const trouble = blockTrouble(block);
  if (trouble !== undefined) return { refusal: trouble };

  const assigned = assignedNames(block);
  const outer = outerNames(fn);
  const declared = [...assigned].find(name => outer.has(name));
  if (declared !== undefined) return { refusal: `it assigns \`${declared}\`, which belongs to an outer scope` };

  const start = tree.start(block);
  const lineStart = Math.max(tree.text.lastIndexOf("\n", start - 1), tree.text.lastIndexOf("\r", start - 1)) + 1;
  const indent = tree.text.slice(lineStart, start);
  if (indent.trim() !== "") return { refusal: "it does not start its own line" };
  if (hasMultilineString(index, block)) return { refusal: "a string in it runs over several lines and would be indented" };

  const last = block.body.at(-1)!;
  const returns = last.nodeType === "Return";
  const endsWell = block.items.every(isPassedByErrors);
  if (returns && !endsWell) return { refusal: "it returns, and what it enters may swallow an error" };

  const used = [...assigned].filter(name => isReadOutside(fn, block, name)).sort();
  const early = readBeforeAssigned(block, assigned);
  const shared: string[] = [];
  for (const name of assigned) {
    const trouble = early.has(name)
      ? `it reads \`${name}\` and assigns it again`
      : !used.includes(name) ? undefined
      : isReadOnFailure(index, fn, block, name) ? `\`${name}\` is assigned in it and read where a failure is handled`
      : !returns && !(endsWell && isSurelyAssigned(block, name)) ? `\`${name}\` is used after it and may stay unassigned in it`
      : undefined;
    if (trouble === undefined) continue;
    if (!isBoundOutside(fn, block, name)) return { refusal: trouble };
    shared.push(name);
  }
  return { edits: [movedBlock(index, fn, block, { indent, lineStart, runner, returns, shared: shared.sort(), given: used.filter(name => !shared.includes(name)) })] };
}

interface Move {
  readonly indent: string;
  readonly lineStart: number;
  readonly runner: string;
  readonly returns: boolean;
  /** Names that the new function shares with the one around it. */
  readonly shared: readonly string[];
  /** Names that come back as its result. */
  readonly given: readonly string[];
}

function movedBlock({ tree }: TreeIndex, fn: FunctionNode, block: With, { indent, lineStart, runner, returns, shared, given }: Move): Edit {
  const newline = tree.text.includes("\r\n") ? "\r\n" : "\n";
  const step = indentStep(tree.text);
  const name = freshName(fn, block);
  const start = tree.start(block);
  const end = withComments(tree.text, tree.end(block), tree.text.slice(lineStart, start).length);
  const lines = tree.text.slice(start, end).split(/\r\n|\n|\r/).map((line, at) => (at === 0 || line.trim() === "" ? line : step + line));
  const inner = `${indent}${step}`;
  const result = given.length === 0 || returns ? [] : [`${inner}return ${given.join(", ")}`];
  const call = `await ${runner}(${name})`;
  const receiver = returns ? `return ${call}` : given.length === 0 ? call : `${given.join(", ")} = ${call}`;
  const above = tree.text.slice(0, lineStart).trimEnd();
  const apart = /(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)$/.test(tree.text.slice(0, lineStart)) || above.endsWith(":") || isBehindComment(tree.text, lineStart);
  const text = [
    ...(apart ? [] : [""]),
    `${indent}def ${name}():`,
    ...(shared.length === 0 ? [] : [`${inner}nonlocal ${shared.join(", ")}`]),
    inner + lines.join(newline),
    ...result,
    "",
    indent + receiver,
  ].join(newline);
  return { start: lineStart, end, text };
}

/** The line above is a comment: it speaks of what follows. */
function isBehindComment(text: string, lineStart: number): boolean {
  return /(?:^|[\r\n])[ \t]*#[^\r\n]*(?:\r\n|\n|\r)$/.test(text.slice(0, lineStart));
}

/** The comment behind the block's last statement and the comment lines that are indented like its body belong to it. */
function withComments(text: string, end: number, indent: number): number {
  const behind = /[ \t]*#[^\r\n]*/y;
  behind.lastIndex = end;
  let at = behind.test(text) ? behind.lastIndex : end;
  const line = /(?:\r\n|\n|\r)([ \t]+)#[^\r\n]*/y;
  for (;;) {
    line.lastIndex = at;
    const found = line.exec(text);
    if (found === null || found[1]!.length <= indent) return at;
    at = line.lastIndex;
  }
}

const PASSED_BY_ERRORS = /^(?:open|open_code|urlopen|fdopen|connect|closing|Session|Client|NamedTemporaryFile|TemporaryFile|TemporaryDirectory|SpooledTemporaryFile|ZipFile|TarFile|GzipFile|BZ2File|LZMAFile|Lock|RLock|scandir|cursor)$/;

/** What is entered surely lets an error pass: files, connections, archives. Anything else might be a `suppress`. */
function isPassedByErrors({ context_expr: entered }: WithItem): boolean {
  if (entered.nodeType !== "Call") return false;
  const { func } = entered;
  return PASSED_BY_ERRORS.test(func.nodeType === "Name" ? func.id : func.nodeType === "Attribute" ? func.attr : "");
}

/** The function around binds the name itself: by a parameter or outside the block. */
function isBoundOutside(fn: FunctionNode, block: With, name: string): boolean {
  const { args } = fn;
  let bound = [...args.posonlyargs, ...args.args, ...args.kwonlyargs, args.vararg, args.kwarg].some(arg => arg?.arg === name);
  for (const part of fn.body) walkNodes(part, node => {
    if (node === block || node.nodeType === "FunctionDef" || node.nodeType === "AsyncFunctionDef" || node.nodeType === "ClassDef" || node.nodeType === "Lambda") return false;
    if (node.nodeType === "ListComp" || node.nodeType === "SetComp" || node.nodeType === "DictComp" || node.nodeType === "GeneratorExp") return false;
    if (node.nodeType === "Name" && node.id === name && node.ctx.nodeType === "Store") bound = true;
    return !bound;
  });
  return bound;
}

function blockTrouble(block: With): string | undefined {
  const last = block.body.at(-1);
  let trouble: string | undefined;
  let loops = 0;
  const visit = (node: AnyNode): void => {
    const type = node.nodeType;
    if (type === "Yield" || type === "YieldFrom") trouble ??= "it yields";
    if (type === "Comprehension" && node.is_async) trouble ??= "it awaits";
    if ((type === "MatchAs" || type === "MatchStar") && node.name != null) trouble ??= "it binds a name by a pattern";
    if (type === "MatchMapping" && node.rest != null) trouble ??= "it binds a name by a pattern";
    if (type === "Name" && /^(?:asyncio|loop|event_loop)$/.test(node.id)) trouble ??= `it uses \`${node.id}\`, and a thread has no event loop`;
    if (type === "Await" || type === "AsyncWith" || type === "AsyncFor") trouble ??= "it awaits";
    if (type === "Return" && node !== last) trouble ??= "it returns from its middle";
    if ((type === "Break" || type === "Continue") && loops === 0) trouble ??= `it holds a \`${type.toLowerCase()}\` for a loop around it`;
    if (type === "Delete") trouble ??= "it deletes a name";
    if (type === "Global" || type === "Nonlocal") trouble ??= "it declares names of an outer scope";
    if (type === "Import" || type === "ImportFrom" || type === "NamedExpr") trouble ??= "it binds a name by an import or a walrus";
    if (type === "FunctionDef" || type === "AsyncFunctionDef" || type === "ClassDef" || type === "Lambda") {
      if (type !== "Lambda") trouble ??= "it defines a function or a class";
      return;
    }
    if (type === "Call" && node.func.nodeType === "Name" && (node.func.id === "locals" || node.func.id === "super" || node.func.id === "exec" || node.func.id === "eval"))
      trouble ??= `it calls \`${node.func.id}()\`, which depends on the function around it`;
    // What follows `else` is no part of the loop.
    const orelse: readonly AnyNode[] = type === "For" || type === "While" ? node.orelse : [];
    const body: readonly AnyNode[] = type === "For" || type === "While" ? node.body : [];
    for (const child of childNodes(node)) {
      const inLoop = body.includes(child) && !orelse.includes(child);
      if (inLoop) loops++;
      visit(child);
      if (inLoop) loops--;
    }
  };
  visit(block);
  return trouble;
}

/** Names that the block binds. */
export function assignedNames(block: With): Set<string> {
  const names = new Set<string>();
  walkNodes(block, node => {
    if (node.nodeType === "Lambda" || node.nodeType === "ListComp" || node.nodeType === "SetComp" || node.nodeType === "DictComp" || node.nodeType === "GeneratorExp") return false;
    if (node.nodeType === "Name" && node.ctx.nodeType === "Store") names.add(node.id);
    if (node.nodeType === "ExceptHandler" && node.name != null) names.add(node.name);
    return undefined;
  });
  return names;
}

function outerNames(fn: FunctionNode): Set<string> {
  const names = new Set<string>();
  for (const part of fn.body) walkNodes(part, node => {
    if (node.nodeType === "Global" || node.nodeType === "Nonlocal") for (const name of node.names) names.add(name);
  });
  return names;
}

/** Names that the block may read before it assigns them would be unbound in the new function. Judged in the order of evaluation. */
function readBeforeAssigned(block: With, assigned: ReadonlySet<string>): ReadonlySet<string> {
  const bound = new Set<string>();
  const early = new Set<string>();
  const read = (node: AnyNode): void => walkNodes(node, at => {
    if (at.nodeType === "Name" && at.ctx.nodeType === "Load" && assigned.has(at.id) && !bound.has(at.id)) early.add(at.id);
  });
  const bind = (node: AnyNode): void => walkNodes(node, at => {
    if (at.nodeType === "Name" && at.ctx.nodeType === "Store") bound.add(at.id);
    if (at.nodeType === "Name" && at.ctx.nodeType === "Load") read(at);
  });
  const run = (statements: readonly Statement[]): void => statements.forEach(step);
  /** Runs a part that may not run at all: what it binds may stay unbound. */
  const branch = (statements: readonly Statement[]): ReadonlySet<string> => {
    const before = new Set(bound);
    run(statements);
    const after = new Set(bound);
    for (const name of after) if (!before.has(name)) bound.delete(name);
    return after;
  };
  const step = (node: Statement): void => {
    switch (node.nodeType) {
      case "Assign":
        read(node.value);
        node.targets.forEach(bind);
        return;
      case "AugAssign":
        if (node.target.nodeType === "Name" && !bound.has(node.target.id)) early.add(node.target.id);
        read(node.value);
        bind(node.target);
        return;
      case "With":
        for (const item of node.items) {
          read(item.context_expr);
          if (item.optional_vars != null) bind(item.optional_vars);
        }
        run(node.body);
        return;
      case "For": {
        read(node.iter);
        const before = new Set(bound);
        bind(node.target);
        branch(node.body);
        for (const name of bound) if (!before.has(name)) bound.delete(name);
        branch(node.orelse);
        return;
      }
      case "If": {
        read(node.test);
        const first = branch(node.body);
        const second = branch(node.orelse);
        for (const name of first) if (second.has(name)) bound.add(name);
        return;
      }
      case "While":
        read(node.test);
        branch(node.body);
        branch(node.orelse);
        return;
      case "Try":
      case "TryStar":
        branch(node.body);
        for (const { type, body } of node.handlers) {
          if (type != null) read(type);
          branch(body);
        }
        branch(node.orelse);
        run(node.finalbody);
        return;
      case "Match":
        read(node.subject);
        for (const { guard, body } of node.cases) {
          if (guard != null) read(guard);
          branch(body);
        }
        return;
      default:
        read(node);
        bind(node);
    }
  };
  step(block);
  return early;
}

function isReadOutside(fn: FunctionNode, block: With, name: string): boolean {
  let found = false;
  for (const part of fn.body) walkNodes(part, node => {
    if (node === block) return false;
    if (node.nodeType === "Name" && node.id === name && node.ctx.nodeType === "Load") found = true;
    return !found;
  });
  return found;
}

/** Assigned by a statement that always runs when the block ends well. */
function isSurelyAssigned(block: With, name: string): boolean {
  const stores = (node: AnyNode): boolean => {
    let found = false;
    walkNodes(node, at => {
      if (at.nodeType === "Name" && at.id === name && at.ctx.nodeType === "Store") found = true;
      return !found;
    });
    return found;
  };
  if (block.items.some(item => item.optional_vars != null && stores(item.optional_vars))) return true;
  return block.body.some(statement => {
    if (statement.nodeType === "Assign") return statement.targets.some(stores);
    if (statement.nodeType === "AnnAssign") return statement.value != null && stores(statement.target);
    return statement.nodeType === "With" && isSurelyAssigned(statement, name);
  });
}

function isReadOnFailure(index: TreeIndex, fn: FunctionNode, block: With, name: string): boolean {
  for (const around of index.ancestors(block)) {
    if (around === fn) return false;
    if (around.nodeType !== "Try" && around.nodeType !== "TryStar") continue;
    let found = false;
    for (const part of [...around.handlers, ...around.finalbody]) walkNodes(part, node => {
      if (node.nodeType === "Name" && node.id === name && node.ctx.nodeType === "Load") found = true;
    });
    if (found) return true;
  }
  return false;
}

function hasMultilineString({ tree }: TreeIndex, block: With): boolean {
  const start = tree.start(block);
  const end = tree.end(block);
  return tree.tokens().some(token => token.start >= start && token.end <= end && token.type.includes("STRING") && /[\r\n]/.test(token.text));
}

function indentStep(text: string): string {
  return /^(?:\t+| {2,8})(?=\S)/m.exec(text)?.[0].replace(/^( {2,8})$/, "$1") ?? "    ";
}

/** `read_config` for `with open(…) as config`, else `run_block`; a number is added until the name is free in the function. */
function freshName(fn: FunctionNode, block: With): string {
  const taken = new Set<string>();
  walkNodes(fn, node => {
    if (node.nodeType === "Name") taken.add(node.id);
    if (node.nodeType === "Arg") taken.add(node.arg);
    if (node.nodeType === "FunctionDef" || node.nodeType === "AsyncFunctionDef") taken.add(node.name);
  });
  const [item] = block.items;
  const variable = item?.optional_vars?.nodeType === "Name" && item.optional_vars.id.length > 1 ? item.optional_vars.id.replace(/^_+/, "") : "block";
  const base = `use_${variable}`;
  for (let at = 1; ; at++) {
    const name = at === 1 ? base : `${base}_${at}`;
    if (!taken.has(name)) return name;
  }
}
