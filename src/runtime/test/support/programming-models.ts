import { createRequire, Module } from "node:module";

const require = createRequire(import.meta.url);

/** A value on the wire between host and worker (`TypedData`). */
export interface TypedData {
  string?: string;
  json?: string;
  bytes?: Uint8Array;
  http?: RpcHttp;
  collectionString?: { string: string[] };
  collectionBytes?: { bytes: Uint8Array[] };
  [kind: string]: unknown;
}

export interface RpcHttp {
  method?: string;
  url?: string;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  params?: Record<string, string>;
  body?: TypedData;
  statusCode?: string | null;
  cookies?: unknown[];
  enableContentNegotiation?: boolean;
}

export interface RpcBinding {
  type: string;
  direction: string;
  [option: string]: unknown;
}

export interface Invocation {
  functionName: string;
  bindings: Record<string, RpcBinding>;
  inputs: { name: string; data: TypedData }[];
  triggerMetadata?: Record<string, TypedData>;
}

export interface RpcResponse {
  returnValue?: TypedData | null;
  outputData?: { name: string; data: TypedData }[];
}

export interface Outcome {
  response?: RpcResponse;
  error?: unknown;
  logs: string[];
}

interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], handler: unknown): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<RpcResponse>;
}

interface ProgrammingModel {
  getInvocationModel(core: object): InvocationModel;
}

interface Library {
  setup(): void;
  app: { generic(name: string, options: object): void };
}

/** A function as the new model hands it to the worker. */
export interface Registered {
  metadata: { name: string; bindings: Record<string, RpcBinding> };
  callback: unknown;
}

/** Everything that was registered in this process, in order. */
export const registered: Registered[] = [];

/** Loads a real `@azure/functions` against a stand-in for the core module that the Node worker provides. */
function loadModel(name: string, start: (library: Library) => void): ProgrammingModel {
  const models: ProgrammingModel[] = [];
  const core = {
    setProgrammingModel: (model: ProgrammingModel) => { models.push(model); },
    registerFunction: (metadata: Registered["metadata"], callback: unknown) => {
      registered.push({ metadata, callback });
      return new core.Disposable();
    },
    registerHook: () => new core.Disposable(),
    log: () => {},
    Disposable: class { dispose(): void {} },
  };
  const loader = Module as unknown as { _load(request: string, ...rest: unknown[]): unknown };
  const original = loader._load;
  loader._load = function (request, ...rest) {
    return request === "@azure/functions-core" ? core : Reflect.apply(original, this, [request, ...rest]);
  };
  try {
    start(require(name));
  } finally {
    loader._load = original;
  }
  return models.at(-1)!;
}

// The old library announces its model in `setup`, the new one with the first registration.
export const v3Model = loadModel("azfunc3", library => library.setup());
export const v4Model = loadModel("@azure/functions", library => library.app.generic("first", { trigger: { type: "queueTrigger", name: "item" }, handler: () => {} }));

/** One invocation through the real runtime of a programming model, from wire to wire. */
export async function invoke(model: ProgrammingModel, invocation: Invocation, handler: unknown): Promise<Outcome> {
  const logs: string[] = [];
  const invocationId = "7f4c3a9e-0000-4000-8000-000000000001";
  try {
    const run = model.getInvocationModel({
      invocationId,
      metadata: { name: invocation.functionName, directory: `/home/site/wwwroot/${invocation.functionName}`, bindings: structuredClone(invocation.bindings) },
      request: {
        invocationId,
        inputData: structuredClone(invocation.inputs).map(input => ({ ...input, data: withBuffers(input.data) })),
        triggerMetadata: structuredClone(invocation.triggerMetadata ?? {}),
        traceContext: { traceParent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", traceState: "", attributes: {} },
        retryContext: { retryCount: 1, maxRetryCount: 3 },
      },
      log: (level: string, _category: string, message: string) => { logs.push(`${level}: ${message}`); },
    });
    const { context, inputs } = await run.getArguments();
    const result = await run.invokeFunction(context, inputs, handler);
    return { response: await run.getResponse(context, result), logs };
  } catch (error) {
    return { error, logs };
  }
}

/** The worker receives bytes as Buffers. */
function withBuffers(data: TypedData): TypedData {
  const bytes = (value: Uint8Array): Buffer => Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (data.bytes) return { bytes: bytes(data.bytes) };
  if (data.http?.body?.bytes) return { http: { ...data.http, body: { bytes: bytes(data.http.body.bytes) } } };
  return data;
}
