/**
 * The Python syntax tree as the rest of funcfix sees it: CPython's `ast`, node for node, told apart by `nodeType`.
 * Positions are read with the helpers of {@link "./tree.ts"}, never from `lineno` and `col_offset` (UTF-8 columns).
 */
import type {
  Alias, Arg, Arguments, Comprehension, ExceptHandler, ExprNode, Keyword, Located, Module, StmtNode, WithItem,
} from "py-ast";

export type {
  Alias,
  Arg,
  Arguments,
  Comprehension,
  ExceptHandler,
  Keyword,
  Module,
  WithItem,
} from "py-ast";

export type Expression = ExprNode;
export type Statement = StmtNode;
/** Any node that has a place in the text. */
export type LocatedNode = Located;
/** Any node that {@link VISITOR_KEYS} lead to, also those without a place: `Arguments`, `WithItem`, `Comprehension`. */
export type AnyNode =
  | Expression | Statement | Module | Alias | Arg | Arguments | Comprehension | ExceptHandler | Keyword | WithItem | MatchCase | Pattern;

type ExpressionOf<Type extends Expression["nodeType"]> = Extract<Expression, { nodeType: Type }>;
type StatementOf<Type extends Statement["nodeType"]> = Extract<Statement, { nodeType: Type }>;

export type Assign = StatementOf<"Assign">;
export type AnnAssign = StatementOf<"AnnAssign">;
export type AugAssign = StatementOf<"AugAssign">;
export type AsyncFor = StatementOf<"AsyncFor">;
export type AsyncFunctionDef = StatementOf<"AsyncFunctionDef">;
export type AsyncWith = StatementOf<"AsyncWith">;
export type ClassDef = StatementOf<"ClassDef">;
export type ExpressionStatement = StatementOf<"Expr">;
export type For = StatementOf<"For">;
export type FunctionDef = StatementOf<"FunctionDef">;
export type If = StatementOf<"If">;
export type Import = StatementOf<"Import">;
export type ImportFrom = StatementOf<"ImportFrom">;
export type Match = StatementOf<"Match">;
export type Return = StatementOf<"Return">;
export type Try = StatementOf<"Try"> | StatementOf<"TryStar">;
export type While = StatementOf<"While">;
export type With = StatementOf<"With">;

export type Attribute = ExpressionOf<"Attribute">;
export type Await = ExpressionOf<"Await">;
export type BinOp = ExpressionOf<"BinOp">;
export type Call = ExpressionOf<"Call">;
export type Constant = ExpressionOf<"Constant">;
export type Dict = ExpressionOf<"Dict">;
export type GeneratorExp = ExpressionOf<"GeneratorExp">;
export type JoinedStr = ExpressionOf<"JoinedStr">;
export type Lambda = ExpressionOf<"Lambda">;
export type ListNode = ExpressionOf<"List">;
export type Name = ExpressionOf<"Name">;
export type NamedExpr = ExpressionOf<"NamedExpr">;
export type Starred = ExpressionOf<"Starred">;
export type Subscript = ExpressionOf<"Subscript">;
export type TupleNode = ExpressionOf<"Tuple">;

/** `def` and `async def`. */
export type FunctionNode = FunctionDef | AsyncFunctionDef;
export type ComprehensionNode =
  | GeneratorExp
  | ExpressionOf<"ListComp">
  | ExpressionOf<"SetComp">
  | ExpressionOf<"DictComp">;
export type MatchCase = Match["cases"][number];
export type Pattern = MatchCase["pattern"];

/** The child fields of each node that has children, in the order of the text: for ESLint's `visitorKeys` and own walks. */
export const VISITOR_KEYS: Readonly<Record<string, readonly string[]>> = {
  Module: ["body"],
  FunctionDef: ["decorator_list", "type_params", "args", "returns", "body"],
  AsyncFunctionDef: ["decorator_list", "type_params", "args", "returns", "body"],
  ClassDef: ["decorator_list", "type_params", "bases", "keywords", "body"],
  Return: ["value"],
  Delete: ["targets"],
  Assign: ["targets", "value"],
  TypeAlias: ["name", "type_params", "value"],
  AugAssign: ["target", "value"],
  AnnAssign: ["target", "annotation", "value"],
  For: ["target", "iter", "body", "orelse"],
  AsyncFor: ["target", "iter", "body", "orelse"],
  While: ["test", "body", "orelse"],
  If: ["test", "body", "orelse"],
  With: ["items", "body"],
  AsyncWith: ["items", "body"],
  Match: ["subject", "cases"],
  Raise: ["exc", "cause"],
  Try: ["body", "handlers", "orelse", "finalbody"],
  TryStar: ["body", "handlers", "orelse", "finalbody"],
  Assert: ["test", "msg"],
  Import: ["names"],
  ImportFrom: ["names"],
  Global: [],
  Nonlocal: [],
  Expr: ["value"],
  Pass: [],
  Break: [],
  Continue: [],
  BoolOp: ["values"],
  NamedExpr: ["target", "value"],
  BinOp: ["left", "right"],
  UnaryOp: ["operand"],
  Lambda: ["args", "body"],
  IfExp: ["body", "test", "orelse"],
  Dict: ["keys", "values"],
  Set: ["elts"],
  ListComp: ["elt", "generators"],
  SetComp: ["elt", "generators"],
  DictComp: ["key", "value", "generators"],
  GeneratorExp: ["elt", "generators"],
  Await: ["value"],
  Yield: ["value"],
  YieldFrom: ["value"],
  Compare: ["left", "comparators"],
  Call: ["func", "args", "keywords"],
  FormattedValue: ["value", "format_spec"],
  Interpolation: ["value", "format_spec"],
  JoinedStr: ["values"],
  TemplateStr: ["values"],
  Constant: [],
  Attribute: ["value"],
  Subscript: ["value", "slice"],
  Starred: ["value"],
  Name: [],
  List: ["elts"],
  Tuple: ["elts"],
  Slice: ["lower", "upper", "step"],
  Comprehension: ["target", "iter", "ifs"],
  ExceptHandler: ["type", "body"],
  Arguments: ["posonlyargs", "args", "defaults", "vararg", "kwonlyargs", "kw_defaults", "kwarg"],
  Arg: ["annotation"],
  Keyword: ["value"],
  Alias: [],
  WithItem: ["context_expr", "optional_vars"],
  MatchCase: ["pattern", "guard", "body"],
  MatchValue: ["value"],
  MatchSingleton: [],
  MatchSequence: ["patterns"],
  MatchMapping: ["keys", "patterns"],
  MatchClass: ["cls", "patterns", "kwd_patterns"],
  MatchStar: [],
  MatchAs: ["pattern"],
  MatchOr: ["patterns"],
  TypeVar: ["bound", "default_value"],
  ParamSpec: ["default_value"],
  TypeVarTuple: ["default_value"],
};

/** The child nodes of a node, in the order of {@link VISITOR_KEYS}. */
export function childNodes(node: AnyNode): AnyNode[] {
  const children: AnyNode[] = [];
  const fields = node as unknown as Readonly<Record<string, unknown>>;
  for (const key of VISITOR_KEYS[node.nodeType] ?? []) {
    const value = fields[key];
    if (Array.isArray(value)) children.push(...value.filter(isNode));
    else if (isNode(value)) children.push(value);
  }
  return children;
}

/** Visits a node and everything below it, parents first. Return `false` from `visit` to leave out what is below. */
export function walkNodes(node: AnyNode, visit: (node: AnyNode) => boolean | void): void {
  if (visit(node) === false) return;
  for (const child of childNodes(node)) walkNodes(child, visit);
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "nodeType" in value;
}
