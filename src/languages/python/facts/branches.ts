import { UNKNOWN, type OriginId } from "../../../model/origin.ts";
import type { Expression, If, Match, Pattern, Try, While } from "../nodes.ts";
import { expression } from "./expressions.ts";
import { branch, forget, join, takeBack, type Outcome } from "./flow.ts";
import { narrow } from "./narrowing.ts";
import { assign } from "./scopes.ts";
import { block } from "./statements.ts";
import { staticOrigin } from "./values.ts";
import type { Walk } from "./walk.ts";

/** Each of these returns whether no branch goes on. An `elif` is read as a clause of the first `if`, not as one inside another. */
export function readIf(w: Walk, first: If): boolean {
  const start = w.trail.length;
  const outcomes: Outcome[] = [];
  for (let node = first; ; ) {
    const { test, body, orelse } = node;
    expression(w, test);
    const { typeOnly } = w;
    if (isTypeChecking(test)) w.typeOnly = true;
    const taken = (): boolean => {
      narrow(w, test, true);
      return block(w, body);
    };
    outcomes.push(branch(w, taken, start));
    w.typeOnly = typeOnly;
    narrow(w, test, false);
    const [next] = orelse;
    if (orelse.length === 1 && next?.nodeType === "If") node = next;
    else {
      outcomes.push(branch(w, () => block(w, orelse), start));
      break;
    }
  }
  takeBack(w, start);
  return join(w, outcomes);
}

function isTypeChecking(test: Expression): boolean {
  return (test.nodeType === "Name" && test.id === "TYPE_CHECKING") || (test.nodeType === "Attribute" && test.attr === "TYPE_CHECKING");
}

export function readWhile(w: Walk, node: While): boolean {
  forget(w, [node]);
  w.loops++;
  expression(w, node.test);
  branch(w, () => block(w, node.body));
  w.loops--;
  block(w, node.orelse);
  return false;
}

/** A handler may start after any statement of the body. */
export function readTry(w: Walk, node: Try): boolean {
  const body = branch(w, () => {
    w.tries++;
    const ended = block(w, node.body);
    w.tries--;
    return block(w, node.orelse) || ended;
  });
  const handlers = node.handlers.map(handler =>
    branch(w, () => {
      forget(w, node.body);
      if (handler.type) expression(w, handler.type);
      const binding = handler.name == null ? undefined : w.scope.names.get(handler.name);
      if (binding && handler.type) assign(w, binding, w.origins.instance(staticOrigin(w, handler.type)));
      return block(w, handler.body);
    }),
  );
  const ended = join(w, [body, ...handlers]);
  return block(w, node.finalbody) || ended;
}

export function readMatch(w: Walk, node: Match): boolean {
  const subject = expression(w, node.subject);
  const outcomes: Outcome[] = node.cases.map(choice =>
    branch(w, () => {
      matchPattern(w, choice.pattern, subject);
      if (choice.guard) expression(w, choice.guard);
      return block(w, choice.body);
    }),
  );
  const exhaustive = node.cases.some(({ pattern, guard }) => !guard && pattern.nodeType === "MatchAs" && !pattern.pattern);
  return join(w, exhaustive ? outcomes : [...outcomes, new Map()]);
}

function matchPattern(w: Walk, pattern: Pattern, subject: OriginId): void {
  switch (pattern.nodeType) {
    case "MatchAs": {
      const matched = pattern.pattern?.nodeType === "MatchClass" ? w.origins.instance(staticOrigin(w, pattern.pattern.cls)) : subject;
      if (pattern.pattern) matchPattern(w, pattern.pattern, subject);
      if (pattern.name != null) bindName(w, pattern.name, matched);
      break;
    }
    case "MatchStar":
      if (pattern.name != null) bindName(w, pattern.name, UNKNOWN);
      break;
    case "MatchMapping":
      for (const item of pattern.patterns) matchPattern(w, item, w.origins.element(subject));
      if (pattern.rest != null) bindName(w, pattern.rest, subject);
      break;
    case "MatchClass":
      for (const item of pattern.patterns) matchPattern(w, item, UNKNOWN);
      for (const [index, item] of pattern.kwd_patterns.entries())
        matchPattern(w, item, w.origins.member(w.origins.instance(staticOrigin(w, pattern.cls)), pattern.kwd_attrs[index]!));
      break;
    case "MatchSequence":
      for (const item of pattern.patterns) matchPattern(w, item, w.origins.element(subject));
      break;
    case "MatchOr":
      for (const item of pattern.patterns) matchPattern(w, item, subject);
      break;
  }
}

function bindName(w: Walk, name: string, origin: OriginId): void {
  const binding = w.scope.names.get(name);
  if (binding) assign(w, binding, origin);
}

