/**
 * The parts of `@azure/functions` 4 that the adapter leans on, as shapes: the real classes fit
 * them, and the package needs no dependency.
 */
export interface V4Request {
  readonly method: string;
  readonly url: string;
  readonly headers: { get(name: string): string | null; forEach(visit: (value: string, name: string) => void): void };
  readonly query: Iterable<[string, string]>;
  readonly params: Record<string, string>;
  readonly user: unknown;
  arrayBuffer(): Promise<ArrayBuffer>;
}

type Log = (...args: unknown[]) => void;

export interface V4Context {
  readonly invocationId: string;
  readonly functionName: string;
  readonly extraInputs: { get(name: string): unknown };
  readonly extraOutputs: { set(name: string, value: unknown): void };
  readonly options?: unknown;
  readonly retryContext?: unknown;
  readonly traceContext?: { readonly traceParent?: string | undefined; readonly traceState?: string | undefined; readonly attributes?: unknown } | undefined;
  readonly triggerMetadata?: Record<string, unknown> | undefined;
  log: Log;
  trace: Log;
  info: Log;
  warn: Log;
  error: Log;
}

export interface V4Cookie {
  name: string;
  value: string;
}

/** What `toBody` and `fromV3` put into an http response. */
export interface V4Body {
  body?: string | Uint8Array<ArrayBuffer>;
  jsonBody?: unknown;
}
