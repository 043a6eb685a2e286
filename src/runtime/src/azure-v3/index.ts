export { fromV3 } from "./from-v3.ts";
export type { FromV3Options, V3Handler } from "./from-v3.ts";
export { readBody } from "./read-body.ts";
export type { RequestWithBody } from "./read-body.ts";
export { toBody } from "./to-body.ts";
export type { V3Binding } from "./bindings.ts";
export type { V4Body, V4Context } from "./v4-types.ts";
export { createResponse, parseText, toResponse, toV3BindingData, toV3Logger, toV3Request } from "./migrated.ts";
export type {
  AzureFunction, BindingDefinition, Context, ContextBindingData, ContextBindings, ExecutionContext, Form, FormPart, HttpRequest, HttpRequestHeaders,
  HttpRequestQuery, HttpResponse, HttpResponseFull, HttpResponseHeaders, HttpResponseSimple, Logger, TraceContext, V3Members,
} from "./v3-types.ts";
