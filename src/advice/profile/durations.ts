import { UsageError } from "../../model/usage-error.ts";
import { parseDuration } from "../duration.ts";

/** Mean times of a function, from a file of measurements; milliseconds. */
export interface Measured {
  readonly calls: number;
  readonly durationMs: number;
  readonly p95Ms: number;
  readonly dependencyMs?: number;
  readonly cpuMs?: number;
}

type Row = Readonly<Record<string, unknown>>;
type Field = "function" | "duration" | "dependency" | "cpu";

/** Names of columns in exports of Application Insights and in tables made by hand, in lower case without `_`. */
const columns: Readonly<Record<Field, readonly string[]>> = {
  function: ["function", "functionname", "name", "operationname"],
  duration: ["duration", "durationms", "avgduration"],
  dependency: ["dependency", "dependencyms", "dependencyduration", "dependencies"],
  cpu: ["cpu", "cpums", "cputime"],
};

/**
 * Reads CSV, a JSON array of records, or the JSON of a Log Analytics query (`{ "tables": [{ "columns", "rows" }] }`).
 * Numbers without a unit are milliseconds, as in Application Insights. Keys of the result are in lower case.
 * Throws {@link UsageError}.
 */
export function readDurations(text: string, path: string): Map<string, Measured> {
  const rows = /^\s*[[{]/.test(text) ? jsonRows(text, path) : csvRows(text);
  const samples = new Map<string, Record<Exclude<Field, "function">, number[]>>();
  for (const [index, row] of rows.entries()) {
    const name = field(row, "function");
    const duration = field(row, "duration");
    if (name === undefined || duration === undefined)
      throw new UsageError(`${path} has no function name or no duration in record ${index + 1}. It needs the columns name and duration; dependency and cpu are optional.`);
    const key = functionName(String(name)).toLowerCase();
    const own = samples.get(key) ?? { duration: [], dependency: [], cpu: [] };
    samples.set(key, own);
    for (const kind of ["duration", "dependency", "cpu"] as const) {
      const value = field(row, kind);
      if (value !== undefined && value !== null && value !== "") own[kind].push(milliseconds(value, `${kind} in record ${index + 1} of ${path}`));
    }
  }
  if (samples.size === 0) throw new UsageError(`${path} holds no durations.`);
  return new Map([...samples].map(([name, own]) => [name, {
    calls: own.duration.length,
    durationMs: mean(own.duration),
    p95Ms: own.duration.sort((a, b) => a - b)[Math.ceil(own.duration.length * 0.95) - 1] ?? 0,
    ...(own.dependency.length > 0 && { dependencyMs: mean(own.dependency) }),
    ...(own.cpu.length > 0 && { cpuMs: mean(own.cpu) }),
  }]));
}

/** Application Insights writes `Functions.Quote` for host traces and `GET Quote` or `Quote` for requests. */
function functionName(name: string): string {
  return name.trim().replace(/^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+/i, "").replace(/^\/?(?:api\/)?/, "").replace(/^(?:Host\.)?Functions\./, "");
}

function field(row: Row, wanted: Field): unknown {
  for (const name of columns[wanted]) {
    const key = Object.keys(row).find(candidate => candidate.toLowerCase().replace(/[_ ]|\[\w+\]/g, "") === name);
    if (key !== undefined) return row[key];
  }
  return undefined;
}

function milliseconds(value: unknown, what: string): number {
  if (typeof value === "number" && value >= 0) return value;
  const text = String(value).trim();
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  // Exports through Kusto write timespans.
  const span = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text);
  if (span !== null) return ((Number(span[1]) * 60 + Number(span[2])) * 60 + Number(span[3])) * 1000;
  return parseDuration(text, `The ${what}`);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function jsonRows(text: string, path: string): Row[] {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new UsageError(`${path} is no valid JSON: ${(error as Error).message}.`);
  }
  if (Array.isArray(data)) return data as Row[];
  const { tables } = data as { tables?: readonly { columns: readonly { name: string }[]; rows: readonly (readonly unknown[])[] }[] };
  if (!Array.isArray(tables)) throw new UsageError(`${path} must hold an array of records or the tables of a Log Analytics query.`);
  return tables.flatMap(table => table.rows.map((row: readonly unknown[]) => Object.fromEntries(table.columns.map(({ name }: { name: string }, index: number) => [name, row[index]]))));
}

function csvRows(text: string): Row[] {
  const [head = [], ...lines] = csvLines(text.replace(/^\uFEFF/, ""));
  return lines.map(line => Object.fromEntries(head.map((name, index) => [name, line[index] ?? ""])));
}

/** Fields in double quotes may hold commas, line ends and doubled quotes. */
function csvLines(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  for (const match of text.matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/g)) {
    const [, cell = "", end] = match;
    line.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell.trim());
    if (end === ",") continue;
    if (line.some(value => value !== "")) lines.push(line);
    line = [];
  }
  return lines;
}
