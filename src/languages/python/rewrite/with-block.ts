import type { Edit } from "../../../model/change.ts";
import { walkNodes, type AnyNode, type FunctionNode, type Statement, type With } from "../nodes.ts";
import type { TreeIndex } from "./tree-index.ts";

export type BlockRewrite =
  | { readonly edits: readonly Edit[]; readonly name: string }
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
  const early = readBeforeAssigned(block, assigned);
  if (early !== undefined) return { refusal: `it reads \`${early}\` and assigns it again` };

  const start = tree.start(block);
  const lineStart = Math.max(tree.text.lastIndexOf("\n", start - 1), tree.text.lastIndexOf("\r", start - 1)) + 1;
  const indent = tree.text.slice(lineStart, start);
  if (indent.trim() !== "") return { refusal: "it does not start its own line" };
  const end = tree.end(block);
  const text = tree.text.slice(start, end);
  if (hasMultilineString(index, block)) return { refusal: "a string in it runs over several lines and would be indented" };
  const newline = tree.text.includes("\r\n") ? "\r\n" : "\n";
  const step = indentStep(tree.text);
  const name = freshName(fn, block);
  const inner = text.split(/\r\n|\n|\r/).map((line, at) => (at === 0 || line.trim() === "" ? line : step + line)).join(newline);

  const last = block.body.at(-1)!;
  const used = [...assigned].filter(candidate => isReadOutside(fn, block, candidate)).sort();
  const returns = last.nodeType === "Return";
  const unsure = used.find(candidate => !isSurelyAssigned(block, candidate));
  if (unsure !== undefined && !returns) return { refusal: `\`${unsure}\` is used after it and may stay unassigned in it` };
  const handled = used.find(candidate => isReadOnFailure(index, fn, block, candidate));
  if (handled !== undefined) return { refusal: `\`${handled}\` is assigned in it and read where a failure is handled` };
  const result = used.length === 0 || returns ? "" : `${newline}${indent}${step}return ${used.join(", ")}`;
  const call = `await ${runner}(${name})`;
  const receiver = returns ? `return ${call}` : used.length === 0 ? call : `${used.join(", ")} = ${call}`;
  return {
    name,
    edits: [{ start, end, text: `def ${name}():${newline}${indent}${step}${inner}${result}${newline}${newline}${indent}${receiver}` }],
  };
}

function blockTrouble(block: With): string | undefined {
  const last = block.body.at(-1);
  let trouble: string | undefined;
  let loops = 0;
  const visit = (node: AnyNode): void => {
    const type = node.nodeType;
    if (type === "Yield" || type === "YieldFrom") trouble ??= "it yields";
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
    const isLoop = type === "For" || type === "While";
    if (isLoop) loops++;
    walkNodes(node, child => {
      if (child === node) return true;
      visit(child);
      return false;
    });
    if (isLoop) loops--;
  };
  visit(block);
  return trouble;
}

function assignedNames(block: With): Set<string> {
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

/** A name that the block may read before it assigns it would be unbound in the new function. Judged in the order of evaluation. */
function readBeforeAssigned(block: With, assigned: ReadonlySet<string>): string | undefined {
  const bound = new Set<string>();
  let early: string | undefined;
  const read = (node: AnyNode): void => walkNodes(node, at => {
    if (at.nodeType === "Name" && at.ctx.nodeType === "Load" && assigned.has(at.id) && !bound.has(at.id)) early ??= at.id;
  });
  const bind = (node: AnyNode): void => walkNodes(node, at => {
    if (at.nodeType === "Name" && at.ctx.nodeType === "Store") bound.add(at.id);
    if (at.nodeType === "Name" && at.ctx.nodeType === "Load") read(at);
  });
  const run = (statements: readonly Statement[]): void => {
    for (const statement of statements) step(statement);
  };
  const step = (node: Statement): void => {
    switch (node.nodeType) {
      case "Assign":
        read(node.value);
        node.targets.forEach(bind);
        return;
      case "AugAssign":
        if (node.target.nodeType === "Name" && !bound.has(node.target.id)) early ??= node.target.id;
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
      case "For":
        read(node.iter);
        bind(node.target);
        run(node.body);
        run(node.orelse);
        return;
      default: {
        // What a branch binds may stay unbound: reads see it, the rest of the block may not rely on it.
        const before = new Set(bound);
        read(node);
        walkNodes(node, at => {
          if (at.nodeType === "Name" && at.ctx.nodeType === "Store") before.add(at.id);
        });
        for (const name of before) bound.add(name);
      }
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
