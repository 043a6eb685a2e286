/** How the types of `@azure/functions` 4 see one option; a list names the literals that are allowed. */
type OptionType = "string" | "number" | "boolean" | "strings" | readonly string[];

/** A typed helper of `@azure/functions` 4 for one binding type, as its declarations accept it. */
export interface Helper {
  /** `app.<call>`, `input.<call>` or `output.<call>`. */
  readonly call: string;
  readonly required?: Readonly<Record<string, OptionType>>;
  readonly optional?: Readonly<Record<string, OptionType>>;
  /** The types of the function's options know `retry`. */
  readonly retry?: boolean;
  /** The declarations demand `name`. */
  readonly named?: boolean;
  /** What the host takes when the option is missing or empty, for types that demand it. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** Type of the handler, for annotations. */
  readonly handler?: string;
}

const storage = { connection: "AzureWebJobsStorage" };

const COSMOS_V3 = { connectionStringSetting: "string", databaseName: "string", collectionName: "string" } as const;
const COSMOS_V4 = { connection: "string", databaseName: "string", containerName: "string" } as const;

/** Trigger types, in lower case. The first helper whose required options are all there is taken. */
export const TRIGGERS: Readonly<Record<string, readonly Helper[]>> = {
  httptrigger: [{ call: "http", optional: { authLevel: ["anonymous", "function", "admin"], methods: "strings", route: "string" }, handler: "HttpHandler" }],
  timertrigger: [{ call: "timer", required: { schedule: "string" }, optional: { runOnStartup: "boolean", useMonitor: "boolean" }, retry: true, handler: "TimerHandler" }],
  blobtrigger: [{ call: "storageBlob", required: { path: "string", connection: "string" }, optional: { source: ["EventGrid", "LogsAndContainerScan"] }, defaults: storage, handler: "StorageBlobHandler" }],
  queuetrigger: [{ call: "storageQueue", required: { queueName: "string", connection: "string" }, defaults: storage, handler: "StorageQueueHandler" }],
  servicebustrigger: [
    {
      call: "serviceBusQueue",
      required: { connection: "string", queueName: "string" },
      optional: { isSessionsEnabled: "boolean", autoCompleteMessages: "boolean", cardinality: ["many", "one"] },
      handler: "ServiceBusQueueHandler",
    },
    {
      call: "serviceBusTopic",
      required: { connection: "string", topicName: "string", subscriptionName: "string" },
      optional: { isSessionsEnabled: "boolean", cardinality: ["many", "one"] },
      handler: "ServiceBusTopicHandler",
    },
  ],
  eventhubtrigger: [{ call: "eventHub", required: { connection: "string", eventHubName: "string" }, optional: { cardinality: ["many", "one"], consumerGroup: "string" }, retry: true, handler: "EventHubHandler" }],
  eventgridtrigger: [{ call: "eventGrid", handler: "EventGridHandler" }],
  cosmosdbtrigger: [
    {
      call: "cosmosDB",
      required: COSMOS_V4,
      optional: {
        leaseConnection: "string", leaseDatabaseName: "string", leaseContainerName: "string", createLeaseContainerIfNotExists: "boolean",
        leasesContainerThroughput: "number", leaseContainerPrefix: "string", feedPollDelay: "number", leaseAcquireInterval: "number",
        leaseExpirationInterval: "number", leaseRenewInterval: "number", maxItemsPerInvocation: "number", startFromBeginning: "boolean",
        startFromTime: "string", preferredLocations: "string",
      },
      retry: true,
      handler: "CosmosDBHandler",
    },
    {
      call: "cosmosDB",
      required: COSMOS_V3,
      optional: {
        leaseConnectionStringSetting: "string", leaseDatabaseName: "string", leaseCollectionName: "string", createLeaseCollectionIfNotExists: "boolean",
        leaseCollectionThroughput: "number", leaseCollectionPrefix: "string", feedPollDelay: "number", leaseAcquireInterval: "number",
        leaseExpirationInterval: "number", leaseRenewInterval: "number", checkpointInterval: "number", checkpointDocumentCount: "number",
        maxItemsPerInvocation: "number", startFromBeginning: "boolean", preferredLocations: "string", useMultipleWriteLocations: "boolean",
      },
      retry: true,
      handler: "CosmosDBHandler",
    },
  ],
  sqltrigger: [{ call: "sql", required: { tableName: "string", connectionStringSetting: "string" }, handler: "SqlHandler" }],
  mysqltrigger: [{ call: "mySql", required: { tableName: "string", connectionStringSetting: "string" }, handler: "MySqlHandler" }],
  warmuptrigger: [{ call: "warmup", handler: "WarmupHandler" }],
  webpubsubtrigger: [{
    call: "webPubSub",
    required: { hub: "string", eventType: ["user", "system"], eventName: "string" },
    optional: { clientProtocols: ["all", "webPubSub", "mqtt"], connections: "strings" },
    named: true,
    handler: "WebPubSubHandler",
  }],
};

export const INPUTS: Readonly<Record<string, readonly Helper[]>> = {
  blob: [{ call: "storageBlob", required: { path: "string", connection: "string" }, defaults: storage }],
  table: [{ call: "table", required: { tableName: "string", connection: "string" }, optional: { partitionKey: "string", rowKey: "string", take: "number", filter: "string" }, defaults: storage }],
  cosmosdb: [
    { call: "cosmosDB", required: COSMOS_V4, optional: { partitionKey: "string", id: "string", sqlQuery: "string", preferredLocations: "string" } },
    { call: "cosmosDB", required: COSMOS_V3, optional: { partitionKey: "string", id: "string", sqlQuery: "string", preferredLocations: "string" } },
  ],
  sql: [{ call: "sql", required: { commandText: "string", commandType: ["Text", "StoredProcedure"], connectionStringSetting: "string" }, optional: { parameters: "string" } }],
  mysql: [{ call: "mySql", required: { commandText: "string", commandType: ["Text", "StoredProcedure"], connectionStringSetting: "string" }, optional: { parameters: "string" } }],
  webpubsubconnection: [{ call: "webPubSubConnection", required: { hub: "string" }, optional: { userId: "string", clientProtocol: ["default", "mqtt"], connection: "string" }, named: true }],
  webpubsubcontext: [{ call: "webPubSubContext", optional: { connections: "strings" }, named: true }],
};

export const OUTPUTS: Readonly<Record<string, readonly Helper[]>> = {
  http: [{ call: "http" }],
  blob: [{ call: "storageBlob", required: { path: "string", connection: "string" }, defaults: storage }],
  queue: [{ call: "storageQueue", required: { queueName: "string", connection: "string" }, defaults: storage }],
  servicebus: [
    { call: "serviceBusQueue", required: { connection: "string", queueName: "string" } },
    { call: "serviceBusTopic", required: { connection: "string", topicName: "string" } },
  ],
  eventhub: [{ call: "eventHub", required: { connection: "string", eventHubName: "string" } }],
  eventgrid: [
    { call: "eventGrid", required: { topicEndpointUri: "string", topicKeySetting: "string" } },
    { call: "eventGrid", required: { connection: "string" } },
  ],
  cosmosdb: [
    { call: "cosmosDB", required: COSMOS_V4, optional: { createIfNotExists: "boolean", partitionKey: "string", containerThroughput: "number", preferredLocations: "string" } },
    { call: "cosmosDB", required: COSMOS_V3, optional: { createIfNotExists: "boolean", partitionKey: "string", collectionThroughput: "number", preferredLocations: "string", useMultipleWriteLocations: "boolean" } },
  ],
  table: [{ call: "table", required: { tableName: "string", connection: "string" }, optional: { partitionKey: "string", rowKey: "string" }, defaults: storage }],
  sql: [{ call: "sql", required: { commandText: "string", connectionStringSetting: "string" } }],
  mysql: [{ call: "mySql", required: { commandText: "string", connectionStringSetting: "string" } }],
  webpubsub: [{ call: "webPubSub", required: { hub: "string" }, optional: { connection: "string" }, named: true }],
};

/** Binding types of host version 1 that the new model's host has no extension for. */
export const VERSION_1 = new Set(["manualtrigger", "documentdb", "mobiletable", "apihubfile", "apihubfiletrigger", "apihubtable"]);

/** Durable Functions: the trigger types and the call of `df.app` that registers them. */
export const DURABLE: Readonly<Record<string, "orchestration" | "entity" | "activity">> = {
  orchestrationtrigger: "orchestration",
  entitytrigger: "entity",
  activitytrigger: "activity",
};

export const DURABLE_CLIENTS = new Set(["durableclient", "orchestrationclient"]);

/** Whether the declarations of the helper take exactly these options. */
export function accepts(helper: Helper, options: Readonly<Record<string, unknown>>): boolean {
  const known = { ...helper.required, ...helper.optional };
  const isMissing = Object.keys(helper.required ?? {}).some(name => options[name] === undefined);
  return !isMissing && Object.entries(options).every(([name, value]) => known[name] !== undefined && isOf(known[name], value));
}

/** The helper for a binding: the first whose required options are there, else the first. */
export function helperFor(table: Readonly<Record<string, readonly Helper[]>>, type: string, options: Readonly<Record<string, unknown>>): Helper | undefined {
  const helpers = table[type.toLowerCase()];
  const isComplete = (helper: Helper): boolean => Object.keys(helper.required ?? {}).every(name => options[name] !== undefined || helper.defaults?.[name] !== undefined);
  return helpers?.find(isComplete) ?? helpers?.[0];
}

function isOf(type: OptionType, value: unknown): boolean {
  if (type === "strings") return Array.isArray(value) && value.every(item => typeof item === "string");
  if (typeof type === "string") return typeof value === type;
  return typeof value === "string" && type.includes(value);
}
