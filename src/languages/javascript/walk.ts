import type { CallFacts, ClassFacts, FunctionFacts, ImportFacts, Registration, VariableFacts } from "../../model/facts.ts";
import type { OriginId } from "../../model/origin.ts";
import { UNKNOWN } from "../../model/origin.ts";
import type { Node } from "./ast.ts";
import { endOf, startOf } from "./ast.ts";
import { OriginTable } from "./origin-table.ts";
import { Scope } from "./scope.ts";
import type { Binding } from "./scope.ts";

type Draft<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

export type FunctionDraft = Draft<FunctionFacts>;
export interface ClassDraft extends Omit<Draft<ClassFacts>, "methods" | "fields" | "annotations"> {
  methods: Record<string, number>;
  fields: Record<string, OriginId[]>;
  annotations: Record<string, OriginId>;
}
export type VariableDraft = Draft<VariableFacts>;
export type CallDraft = Draft<CallFacts>;

/** What calls without looking like a call, before it is known whether it matters. */
export interface Silent {
  readonly kind: "read" | "write" | "iterate";
  readonly callee: OriginId;
  readonly node: Node;
  readonly function: number;
  readonly position: Position;
  readonly awaited: boolean;
  readonly loops: number;
  readonly inTry: boolean;
}

/** Where an expression stands: how its value is used. The value of an `operand` or a discarded one interests nobody. */
export type Position = CallFacts["use"] | "operand";

const TEXT_LIMIT = 80;

/** The state of one walk over one file: the tables that grow, and where the walk stands. */
export class Walk {
  readonly text: string;
  readonly origins = new OriginTable();
  readonly functions: FunctionDraft[] = [];
  readonly classes: ClassDraft[] = [];
  readonly variables: VariableDraft[] = [];
  readonly calls: CallDraft[] = [];
  /** Property reads, property writes and iterations, kept only if they may run code: known when the file is read. */
  readonly silent: Silent[] = [];
  readonly imports: ImportFacts[] = [];
  readonly exports: Record<string, OriginId> = Object.create(null);
  readonly exportAll: string[] = [];
  readonly registrations: Registration[] = [];
  /** Functions and classes that were given an index when their scope was entered, before they were visited. */
  readonly reserved = new Map<object, number>();
  /** Functions that are the constructor of a class made of a prototype. */
  readonly constructors = new Map<number, number>();
  /** Classes that stand for an interface or a type literal. */
  readonly interfaces = new Set<number>();
  exportEquals: OriginId | undefined;
  /** The TypeScript namespace whose body is being walked. */
  namespace: ClassDraft | undefined;

  scope = new Scope(null);
  function = 0;
  /** The class whose member is being walked: `this` and `super` speak of it. */
  class: number | null = null;
  loops = 0;
  inTry = false;
  /** The function being walked says what type it returns. */
  returnsTyped = false;
  /** The origin of the expression that `evaluateStructure` looked at last. */
  origin: OriginId = UNKNOWN;

  constructor(text: string) {
    this.text = text;
  }

  /** Text of a node as written, white space folded, cut at 80 characters. */
  textOf(node: { start: number; end: number }): string {
    const start = startOf(node);
    const end = endOf(node);
    const long = end - start > TEXT_LIMIT;
    const raw = this.text.slice(start, long ? start + 4 * TEXT_LIMIT : end);
    const even = !raw.includes("\n") && !raw.includes("\t") && !raw.includes("  ");
    const folded = even ? raw : raw.replace(/\s*\n\s*(?=[.?)\]])/g, "").replace(/\s+/g, " ");
    return folded.length > TEXT_LIMIT ? `${folded.slice(0, TEXT_LIMIT - 1)}…` : folded;
  }

  declare(name: string, scope: Scope): Binding {
    const variable = this.variables.push({ name, function: this.function, assigned: [] }) - 1;
    return scope.bind(name, { origin: undefined, variable });
  }

  assign(binding: Binding, value: OriginId): void {
    if (binding.variable !== undefined) {
      const { assigned } = this.variables[binding.variable]!;
      if (!assigned.includes(value)) assigned.push(value);
    } else if (binding.origin !== undefined && value !== UNKNOWN) {
      binding.origin = this.origins.either(binding.origin, value);
    }
  }

  originOf(binding: Binding): OriginId {
    return (binding.origin ??= this.origins.add({ kind: "variable", variable: binding.variable! }));
  }

  /** The origin of a name where the walk stands. */
  nameOrigin(name: string): OriginId {
    const binding = this.scope.find(name);
    if (binding !== undefined) return this.originOf(binding);
    return name === "undefined" ? this.origins.literal("undefined") : this.origins.global(name);
  }

  /** True for a name that nothing in the file binds. */
  isGlobal(name: string): boolean {
    return this.scope.find(name) === undefined;
  }

  /** Walks with a scope of its own inside the present one. */
  inScope(scope: Scope, body: () => void): void {
    const outer = this.scope;
    this.scope = scope;
    body();
    this.scope = outer;
  }

  newClass(name: string, node: { start: number; end: number }): number {
    return (
      this.classes.push({
        name,
        range: { start: startOf(node), end: endOf(node) },
        bases: [],
        methods: Object.create(null),
        fields: Object.create(null),
        annotations: Object.create(null),
        implements: false,
      }) - 1
    );
  }

  addField(cls: ClassDraft, name: string, value: OriginId): void {
    const values = (cls.fields[name] ??= []);
    if (!values.includes(value)) values.push(value);
  }
}
