import type { FunctionNode, Node } from "../../src/languages/javascript/ast.ts";
import { usesOf } from "../../src/languages/javascript/rewrite/names.ts";
import { givesPlainValues } from "../../src/languages/javascript/rewrite/plain-value.ts";
import type { TextEdits } from "../../src/languages/javascript/rewrite/text-edits.ts";
import type { TreeIndex } from "../../src/languages/javascript/rewrite/tree-index.ts";
import type { Project } from "../../src/project/open-project.ts";
import type { Attempt } from "./javascript-attempt.ts";
import { ReferenceFollower } from "./javascript-callers.ts";
import type { FileTable, SourceFile } from "./javascript-files.ts";
import type { OpenReferences } from "./javascript-propagation.ts";

interface Surroundings {
  readonly project: Project;
  readonly files: FileTable;
  readonly open: OpenReferences;
  /** Whether a function still blocks: it may await once that is settled. */
  readonly blocks: (file: SourceFile, functionIndex: number) => boolean;
}

/**
 * Takes `async` from a function that awaits nothing and the `await` from all its callers, and goes on with callers that
 * await nothing then. Undefined when that is done; a sentence when somebody may depend on a promise.
 */
export function dropAsync(all: Surroundings, attempt: Attempt, file: SourceFile, fn: FunctionNode, functionIndex: number): string | undefined {
  if (attempt.dropped.has(fn)) return undefined;
  const facts = file.unit.facts.functions[functionIndex]!;
  const definitions = all.project.definitionsOf({ unit: file.unit, index: functionIndex, facts });
  if (!/async(?:\s)/y.test(file.index.text.slice(asyncAt(file.index, fn), asyncAt(file.index, fn) + 6))) return "It is written in a way that is not rewritten.";
  if (all.blocks(file, functionIndex)) return "It still blocks: once that is settled, it awaits.";
  if (definitions.length > 0) {
    if (definitions.some(({ source }) => source.endsWith("function.json"))) return "In the programming model v3 the host ends an invocation by its promise: keep `async`, or migrate first.";
    if (fn.returnType != null) return "Its return type says that it gives a promise: change both together.";
    const name = fn.id?.name;
    if (name !== undefined && new Set(usesOf(file.index, name).map(({ start }) => start)).size > 2) return `Other code uses \`${name}\`: drop \`async\` together with it.`;
    attempt.dropAsync(file, fn);
    return undefined;
  }
  const depends = `Callers of \`${facts.name}\` may depend on its promise: drop \`async\` together with them, or await what takes time.`;
  if (!givesPlainValues(file.index, fn)) return depends;
  const type = fn.returnType?.typeAnnotation;
  const inner = type?.type === "TSTypeReference" && type.typeName.type === "Identifier" && type.typeName.name === "Promise" ? type.typeArguments?.params[0] : undefined;
  if (type != null && inner === undefined) return depends;
  attempt.dropAsync(file, fn);
  if (type != null && inner !== undefined) {
    attempt.replace(file, type.start, inner.start, "");
    attempt.replace(file, inner.end, type.end, "");
  }
  const callers = new Map<FunctionNode, SourceFile>();
  const follower = new ReferenceFollower(all.project, all.files, all.open, {
    await: (_attempt, at, call) => {
      const around = takeAwait(attempt, at, call);
      if (around === undefined) return depends;
      if (around !== null) callers.set(around, at);
      return undefined;
    },
    behind: () => {},
    become: () => depends,
    loopWith: () => ({ stopped: depends }),
  });
  if (follower.awaitCallers(attempt, file, fn, false) !== undefined || attempt.types.size > 0) return depends;
  for (const [caller, at] of callers) {
    const stopped = dropFromCaller(all, attempt, at, caller);
    if (stopped !== undefined) return stopped;
  }
  return undefined;
}

/** Where `async` of a function stands. */
function asyncAt(index: TreeIndex, fn: FunctionNode): number {
  const parent = index.parent(fn);
  const isMethod = (parent?.type === "MethodDefinition" && parent.value === fn) || (parent?.type === "Property" && parent.value === fn && parent.method);
  if (!isMethod) return fn.start;
  const before = /async\s+$/.exec(index.text.slice(parent.start, parent.key.start));
  return before === null ? fn.start : parent.start + before.index;
}

/** Takes the `await` before a call; returns the function around, null at module level, undefined when nothing awaits the call. */
function takeAwait(attempt: Attempt, file: SourceFile, call: Node): FunctionNode | null | undefined {
  const { index } = file;
  const awaiting = index.parent(call);
  if (awaiting?.type !== "AwaitExpression") return undefined;
  const outer = index.parent(awaiting);
  const loose = outer?.type === "MemberExpression" && outer.object === awaiting && index.text[awaiting.start - 1] === "(" && index.text[awaiting.end] === ")";
  attempt.replace(file, awaiting.start - (loose ? 1 : 0), call.start, "");
  if (loose) attempt.replace(file, awaiting.end, awaiting.end + 1, "");
  attempt.unawaited.set(call, file);
  return index.functionAround(call) ?? null;
}

/** A caller that has lost its last `await` would be the next one that awaits nothing. */
function dropFromCaller(all: Surroundings, attempt: Attempt, file: SourceFile, fn: FunctionNode): string | undefined {
  const index = file.factsOf(fn);
  if (index === undefined || attempt.dropped.has(fn)) return undefined;
  const facts = file.unit.facts.functions[index]!;
  const lost = [...attempt.unawaited].filter(([call, at]) => at === file && file.index.functionAround(call) === fn).length;
  if (facts.awaits > lost || attempt.awaitsIn(file, fn)) return undefined;
  if (all.project.mustBeAsync({ unit: file.unit, index, facts }) !== null) return undefined;
  return dropAsync(all, attempt, file, fn, index);
}

export function writeDropAsync(index: TreeIndex, fn: FunctionNode, edits: TextEdits): void {
  const keyword = /async\s+/y;
  keyword.lastIndex = asyncAt(index, fn);
  if (keyword.test(index.text)) edits.replace(asyncAt(index, fn), keyword.lastIndex, "");
}
