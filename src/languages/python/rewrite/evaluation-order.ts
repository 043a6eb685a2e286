import { walkNodes, type AnyNode, type Statement, type With } from "../nodes.ts";

/** Names that the block may read before it assigns them would be unbound in the new function. Judged in the order of evaluation. */
export function readBeforeAssigned(block: With, assigned: ReadonlySet<string>): ReadonlySet<string> {
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
