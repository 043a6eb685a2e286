import { UNKNOWN, type OriginId } from "../../../model/origin.ts";
import type { Expression, Subscript } from "../nodes.ts";
import { parsePython } from "../parse.ts";
import { DATA_TYPES } from "./builtins.ts";
import { readName } from "./scopes.ts";
import { staticOrigin } from "./values.ts";
import type { Walk } from "./walk.ts";

/** The origin of a value annotated so: `httpx.Client`, `Optional[X]`, `X | None`, `"X"`, `list[X]`, `Annotated[X, …]`. */
export function annotation(w: Walk, node: Expression): OriginId {
  switch (node.nodeType) {
    case "Name":
    case "Attribute":
      return instanceOf(w, staticOrigin(w, node), lastName(node));
    case "Constant":
      if (typeof node.value === "string" && node.quote_style !== undefined) return written(w, node.value);
      return node.value === null ? w.origins.literal("None") : UNKNOWN;
    case "BinOp":
      return node.op.nodeType === "BitOr" ? oneOf(w, [node.left, node.right]) : UNKNOWN;
    case "Subscript":
      return subscripted(w, node);
    default:
      return UNKNOWN;
  }
}

/** Names of `typing` that say nothing about the object. */
const VAGUE: ReadonlySet<string> = new Set(["Any", "AnyStr", "Callable", "Hashable", "NoReturn", "Never", "object"]);

function instanceOf(w: Walk, type: OriginId, name: string): OriginId {
  const origin = w.origins.get(type);
  if (origin.kind === "global" && DATA_TYPES.has(name)) return w.origins.literal(name);
  if ((origin.kind === "imported" || origin.kind === "member" || origin.kind === "global") && VAGUE.has(name)) return UNKNOWN;
  if (name === "Self" && w.class !== null) return w.origins.this(w.class);
  return w.origins.instance(type);
}

/** An annotation in quotes. */
function written(w: Walk, text: string): OriginId {
  if (/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(text)) {
    const [first = "", ...rest] = text.split(".");
    const type = rest.reduce((of, name) => w.origins.member(of, name), readName(w, first));
    return instanceOf(w, type, rest.at(-1) ?? first);
  }
  const [statement] = parsePython(text.trim()).tree?.module.body ?? [];
  return statement?.nodeType === "Expr" ? annotation(w, statement.value) : UNKNOWN;
}

/** `None` is left out: a call on it is no call. */
function oneOf(w: Walk, nodes: readonly Expression[]): OriginId {
  const types = nodes.filter(node => node.nodeType !== "Constant" || node.value !== null);
  return w.origins.either(types.map(type => annotation(w, type)));
}

const WRAPPERS: ReadonlySet<string> = new Set(["Annotated", "ClassVar", "Final", "InitVar", "NotRequired", "ReadOnly", "Required"]);
const MAPPINGS: ReadonlySet<string> = new Set(["dict", "defaultdict", "ordereddict", "mapping", "mutablemapping"]);
const CONTAINERS: ReadonlySet<string> = new Set(
  `asyncgenerator asynciterable asynciterator collection deque frozenset generator iterable iterator list
  mutablesequence mutableset sequence set tuple`.split(/\s+/),
);
const OPAQUE: ReadonlySet<string> = new Set(["Awaitable", "Callable", "Coroutine", "TypeGuard", "TypeIs"]);

function subscripted(w: Walk, node: Subscript): OriginId {
  const name = lastName(node.value);
  const types = node.slice.nodeType === "Tuple" ? node.slice.elts : [node.slice];
  if (name === "Optional" || name === "Union") return oneOf(w, types);
  if (WRAPPERS.has(name)) return annotation(w, types[0]!);
  if (name === "type" || name === "Type") return staticOrigin(w, types[0]!);
  if (name === "Literal" || name === "LiteralString") return w.origins.literal("str");
  if (OPAQUE.has(name)) return UNKNOWN;
  const container = name.toLowerCase();
  if (MAPPINGS.has(container)) return w.origins.container("dict", types.slice(1).map(type => annotation(w, type)));
  if (container === "tuple") return w.origins.container("tuple", types.map(type => annotation(w, type)));
  if (CONTAINERS.has(container)) return w.origins.container(container, [annotation(w, types[0]!)]);
  return instanceOf(w, staticOrigin(w, node.value), name);
}

function lastName(node: Expression): string {
  if (node.nodeType === "Name") return node.id;
  return node.nodeType === "Attribute" ? node.attr : "";
}
