import type { CatalogueOptions, UserCall } from "../catalogue/index.ts";
import type { BlockingKind, Severity } from "../model/catalogue.ts";
import type { Confidence, Finding } from "../model/finding.ts";

/** Calls to leave alone: a name (`readFileSync`, `fs.*`), or names of a package. */
export type Ignore = string | { readonly from: "package"; readonly package: string; readonly name?: readonly string[] };

/** The options of `no-blocking-call`. */
export interface BlockingCallOptions {
  /** More calls that block: pattern -> what to use instead. `*` stands for one part of a name, `**` for several. */
  readonly calls?: Readonly<Record<string, string | UserCall>>;
  readonly ignores?: readonly Ignore[];
  /** Kinds of blocking that are not reported. */
  readonly ignoreKinds?: readonly BlockingKind[];
  /** `definite` leaves out calls that are likely but not certain. */
  readonly confidence?: Confidence;
  /** The mildest severity of the catalogue that is reported. */
  readonly severity?: Severity;
}

export const KINDS: readonly BlockingKind[] = ["network", "disk", "database", "subprocess", "wait", "cpu", "console"];
const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

/** `severity` has its default from the configuration of funcfix: `strict` there makes it `info`. */
export const defaultOptions: Omit<Required<BlockingCallOptions>, "severity"> = { calls: {}, ignores: [], ignoreKinds: [], confidence: "probable" };

const names = { type: "array", items: { type: "string", minLength: 1 }, uniqueItems: true } as const;

/** JSON schema of {@link BlockingCallOptions}; the descriptions are the docs' table. */
export const blockingCallSchema = {
  type: "object",
  properties: {
    calls: {
      type: "object",
      description: "More calls that block: a pattern, and what to use instead. In a pattern `*` stands for one part of a dotted name and `**` for any number.",
      additionalProperties: {
        anyOf: [
          { type: "string" },
          {
            type: "object",
            properties: { replacement: { type: "string" }, severity: { enum: [...SEVERITIES] }, kind: { enum: [...KINDS] } },
            additionalProperties: false,
          },
        ],
      },
    },
    ignores: {
      type: "array",
      description: "Calls that are not reported: a name or pattern, or `{ from: \"package\", package, name }`.",
      items: {
        anyOf: [
          { type: "string", minLength: 1 },
          {
            type: "object",
            properties: { from: { const: "package" }, package: { type: "string", minLength: 1 }, name: names },
            required: ["from", "package"],
            additionalProperties: false,
          },
        ],
      },
    },
    ignoreKinds: { type: "array", description: "Kinds of blocking that are not reported.", items: { enum: [...KINDS] }, uniqueItems: true },
    confidence: { enum: ["definite", "probable"], description: "`definite` leaves out calls that are likely but not certain: of a parameter's default, of one of several values." },
    severity: { enum: [...SEVERITIES], description: "The mildest severity of the catalogue that is reported. Without it `warning`, or `info` where the configuration of funcfix says `strict`." },
  },
  additionalProperties: false,
} as const;

/** The part of the options that the catalogue knows. */
function catalogueOptions({ calls, ignores }: BlockingCallOptions): CatalogueOptions {
  const listed = ignores ?? [];
  return {
    add: calls ?? {},
    ignore: listed.flatMap(ignore => (typeof ignore === "string" ? patterns(ignore) : (ignore.name ?? []).map(name => `${ignore.package}.${name}`))),
    ignorePackages: listed.flatMap(ignore => (typeof ignore === "string" || ignore.name !== undefined ? [] : [ignore.package])),
  };
}

/** Whether a finding is wanted under the options of its rule. */
export function isWanted({ blocking, confidence, severity }: Finding, options: BlockingCallOptions, strict: boolean): boolean {
  if (options.confidence === "definite" && confidence !== "definite") return false;
  if (SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(options.severity ?? (strict ? "info" : "warning"))) return false;
  return blocking === undefined || options.ignoreKinds?.includes(blocking.kind) !== true;
}

/** What the project around the linted file is opened with. */
export interface ProjectAsked {
  readonly catalogue: CatalogueOptions;
  readonly strict?: true;
}

/** The part of the options that the project must know. */
export function askedBy(options: BlockingCallOptions): ProjectAsked {
  return { catalogue: catalogueOptions(options), ...(options.severity === "info" && { strict: true }) };
}

/** A bare name means the member of whatever module, as in `no-sync` of eslint-plugin-n. */
function patterns(name: string): string[] {
  return name.includes(".") ? [name] : [name, `**.${name}`];
}
