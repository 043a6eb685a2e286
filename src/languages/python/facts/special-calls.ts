import { UNKNOWN, type OriginId } from "../../../model/origin.ts";
import type { Call } from "../nodes.ts";
import { annotation } from "./annotations.ts";
import { enter } from "./calls.ts";
import { jsonConstant } from "./values.ts";
import type { Walk } from "./walk.ts";

/** What a call of Python's own machinery gives, where that says more than "its result". */
type Special = (w: Walk, node: Call, args: readonly OriginId[]) => OriginId | undefined;

const SPECIAL: Readonly<Record<string, Special>> = {
  "super": w => (w.class === null ? undefined : w.origins.super(w.class)),
  "next": (w, _, [iterator = UNKNOWN]) => w.origins.element(iterator),
  "anext": (w, _, [iterator = UNKNOWN]) => w.origins.element(iterator),
  "iter": (_w, node, [iterable]) => (node.args.length === 1 ? iterable : undefined),
  "getattr": (w, node, [object = UNKNOWN]) => {
    const name = node.args[1] && jsonConstant(node.args[1]);
    return typeof name === "string" ? w.origins.member(object, name) : undefined;
  },
  "__import__": importedModule,
  "importlib.import_module": importedModule,
  "functools.partial": (w, _, [called = UNKNOWN]) => w.origins.partial(called),
  "functools.partialmethod": (w, _, [called = UNKNOWN]) => w.origins.partial(called),
  "contextlib.closing": (_w, _node, [closed]) => closed,
  "contextlib.aclosing": (_w, _node, [closed]) => closed,
  "contextlib.nullcontext": (_w, _node, [value]) => value,
  "typing.cast": (w, node) => node.args[0] && annotation(w, node.args[0]),
};

/** The last names of {@link SPECIAL}: most calls need no further look. */
const LAST_NAMES: ReadonlySet<string> = new Set(Object.keys(SPECIAL).map(name => name.slice(name.lastIndexOf(".") + 1)));

export function specialResult(w: Walk, node: Call, callee: OriginId, args: readonly OriginId[]): OriginId | undefined {
  const name = lastName(w, callee);
  if (name === "enter_context" || name === "enter_async_context") return enteredOnStack(w, node, name, args);
  if (name === undefined || !LAST_NAMES.has(name)) return undefined;
  const full = fullName(w, callee);
  return full !== undefined && Object.hasOwn(SPECIAL, full) ? SPECIAL[full]!(w, node, args) : undefined;
}

/** `stack.enter_context(open(path))` enters its argument. */
function enteredOnStack(w: Walk, node: Call, name: string, [context]: readonly OriginId[]): OriginId | undefined {
  if (context === undefined || node.args.length !== 1) return undefined;
  const async = name === "enter_async_context";
  enter(w, node.args[0]!, context, async);
  return w.origins.entered(context, async);
}

function lastName(w: Walk, id: OriginId): string | undefined {
  const origin = w.origins.get(id);
  return origin.kind === "global" || origin.kind === "imported" || origin.kind === "member" ? origin.name : undefined;
}

/** `functools.partial` however it was imported; a builtin by its bare name. */
function fullName(w: Walk, id: OriginId): string | undefined {
  const origin = w.origins.get(id);
  if (origin.kind === "global") return origin.name;
  if (origin.kind === "imported") return `${origin.module}.${origin.name}`;
  if (origin.kind !== "member") return undefined;
  const of = w.origins.get(origin.of);
  return of.kind === "module" ? `${of.module}.${origin.name}` : undefined;
}

function importedModule(w: Walk, node: Call): OriginId | undefined {
  const module = node.args.length === 1 ? jsonConstant(node.args[0]!) : undefined;
  if (typeof module !== "string" || module.startsWith(".")) return undefined;
  w.imports.push({ module, range: w.tree.range(node), ...(w.function === 0 ? {} : { lazy: true }) });
  return w.origins.module(module);
}
