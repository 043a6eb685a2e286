/**
 * Types of the old programming model, under the names that migrated TypeScript still uses where a function runs unchanged.
 * Members are `any` where the old declarations left them unchecked.
 */
/* eslint-disable @typescript-eslint/no-explicit-any */
type Log = (...args: any[]) => void;

export interface Logger extends Log {
  error: Log;
  warn: Log;
  info: Log;
  verbose: Log;
}

export interface ContextBindings {
  [name: string]: any;
}

export interface ContextBindingData {
  invocationId: string;
  [name: string]: any;
}

export interface ExecutionContext {
  invocationId: string;
  functionName: string;
  functionDirectory: string;
  retryContext: any;
}

export interface BindingDefinition {
  name: string;
  type: string;
  direction: "in" | "out" | "inout" | undefined;
}

export interface TraceContext {
  traceparent: string | null | undefined;
  tracestate: string | null | undefined;
  attributes: Record<string, string> | null | undefined;
}

export interface HttpRequestHeaders {
  [name: string]: string;
}

export interface HttpRequestQuery {
  [name: string]: string;
}

export interface HttpResponseHeaders {
  [name: string]: string;
}

export interface FormPart {
  value: Buffer;
  fileName?: string;
  contentType?: string;
}

export interface Form extends Iterable<[string, FormPart]> {
  get(name: string): FormPart | null;
  getAll(name: string): FormPart[];
  has(name: string): boolean;
  length: number;
}

export interface HttpRequest {
  method: any;
  url: string;
  originalUrl?: string;
  headers: HttpRequestHeaders;
  query: HttpRequestQuery;
  params: Record<string, string>;
  user: any;
  body?: any;
  rawBody?: any;
  bufferBody?: Buffer;
  get(field: string): string | undefined;
  parseFormBody(): any;
}

export interface HttpResponseSimple {
  headers?: Record<string, any>;
  cookies?: any[];
  body?: any;
  statusCode?: number | string;
  status?: number | string;
  enableContentNegotiation?: boolean;
}

export interface HttpResponseFull {
  [name: string]: any;
}

export type HttpResponse = HttpResponseSimple | HttpResponseFull;

export interface Context {
  invocationId: string;
  executionContext: ExecutionContext;
  bindings: ContextBindings;
  bindingData: ContextBindingData;
  traceContext: TraceContext;
  bindingDefinitions: BindingDefinition[];
  log: Logger;
  done(error?: Error | string | null, result?: any): void;
  req?: HttpRequest;
  res?: { [key: string]: any };
  suppressAsyncDoneError?: boolean;
}

/** What a handler puts on the new context for code that still finds it there. */
export interface V3Members {
  bindingData?: any;
  done?: any;
  req?: HttpRequest;
  res?: any;
}

export type AzureFunction = (context: Context, ...args: any[]) => Promise<any> | void;
