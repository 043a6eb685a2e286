/**
 * The decorators of azure-functions and azure-functions-durable as data: which binding each one makes, from which
 * arguments, since which release. A binding without an entry, or that no entry reproduces, becomes `generic_*`.
 */
export interface DecoratorEntry {
  /** The binding's `type`, spelled as the library spells it. */
  readonly type: string;
  readonly kind: "trigger" | "in" | "out";
  readonly decorator: string;
  /** First release of azure-functions (of azure-functions-durable where `durable`) that has it in this form. */
  readonly since: string;
  /** The argument that takes the binding's name; `arg_name` unless said. */
  readonly argument?: string;
  /** Arguments in snake case; the library emits them in camel case. */
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** No `**kwargs` and so no further properties. */
  readonly closed?: true;
  /** Arguments whose default the library writes into the binding: absent in function.json, the decorator would add them. */
  readonly adds?: readonly string[];
  /** Without a `connection` the host takes AzureWebJobsStorage. */
  readonly storage?: true;
  readonly durable?: true;
  /** An older name of the same decorator. */
  readonly alias?: { readonly decorator: string; readonly since: string };
}

/** The first entry that reproduces a binding is taken. Left out on purpose: Kafka and OpenAI, which add defaults of their own. */
export const DECORATORS: readonly DecoratorEntry[] = [
  {
    type: "timerTrigger", kind: "trigger", decorator: "timer_trigger", since: "1.13.3", alias: { decorator: "schedule", since: "1.10.0" },
    required: ["schedule"],
    optional: ["run_on_startup", "use_monitor"],
  },
  { type: "warmupTrigger", kind: "trigger", decorator: "warm_up_trigger", since: "1.13.3", required: [], optional: [] },
  {
    type: "serviceBusTrigger", kind: "trigger", decorator: "service_bus_queue_trigger", since: "1.11.0",
    required: ["connection", "queue_name"],
    optional: ["access_rights", "is_sessions_enabled", "cardinality"],
  },
  {
    type: "serviceBusTrigger", kind: "trigger", decorator: "service_bus_topic_trigger", since: "1.11.0",
    required: ["connection", "topic_name", "subscription_name"],
    optional: ["access_rights", "is_sessions_enabled", "cardinality"],
  },
  { type: "queueTrigger", kind: "trigger", decorator: "queue_trigger", since: "1.11.0", required: ["queue_name", "connection"], optional: [], storage: true },
  {
    type: "eventHubTrigger", kind: "trigger", decorator: "event_hub_message_trigger", since: "1.11.0",
    required: ["connection", "event_hub_name"],
    optional: ["cardinality", "consumer_group"],
  },
  {
    type: "cosmosDBTrigger", kind: "trigger", decorator: "cosmos_db_trigger_v3", since: "1.14.0",
    required: ["database_name", "collection_name", "connection_string_setting"],
    optional: [
      "lease_collection_name", "lease_connection_string_setting", "lease_database_name",
      "create_lease_collection_if_not_exists", "leases_collection_throughput", "lease_collection_prefix",
      "checkpoint_interval", "checkpoint_document_count", "feed_poll_delay", "lease_renew_interval",
      "lease_acquire_interval", "lease_expiration_interval", "max_items_per_invocation", "start_from_beginning",
      "preferred_locations",
    ],
  },
  {
    type: "cosmosDBTrigger", kind: "trigger", decorator: "cosmos_db_trigger", since: "1.14.0",
    required: ["connection", "database_name", "container_name"],
    optional: [
      "lease_connection", "lease_database_name", "lease_container_name", "create_lease_container_if_not_exists",
      "leases_container_throughput", "lease_container_prefix", "feed_poll_delay", "lease_acquire_interval",
      "lease_expiration_interval", "lease_renew_interval", "max_items_per_invocation", "start_from_beginning",
      "start_from_time", "preferred_locations",
    ],
  },
  { type: "blobTrigger", kind: "trigger", decorator: "blob_trigger", since: "1.11.0", required: ["path", "connection"], optional: ["source"], storage: true },
  { type: "eventGridTrigger", kind: "trigger", decorator: "event_grid_trigger", since: "1.11.1", required: [], optional: [] },
  {
    type: "sqlTrigger", kind: "trigger", decorator: "sql_trigger", since: "1.18.0",
    required: ["table_name", "connection_string_setting"],
    optional: ["leases_table_name"],
  },
  {
    type: "daprServiceInvocationTrigger", kind: "trigger", decorator: "dapr_service_invocation_trigger", since: "1.18.0",
    required: ["method_name"],
    optional: [],
  },
  { type: "daprBindingTrigger", kind: "trigger", decorator: "dapr_binding_trigger", since: "1.18.0", required: ["binding_name"], optional: [] },
  { type: "daprTopicTrigger", kind: "trigger", decorator: "dapr_topic_trigger", since: "1.18.0", required: ["pub_sub_name", "topic"], optional: ["route"], adds: ["route"] },
  {
    type: "serviceBus", kind: "out", decorator: "service_bus_queue_output", since: "1.11.3",
    required: ["connection", "queue_name"],
    optional: ["access_rights"],
  },
  {
    type: "serviceBus", kind: "out", decorator: "service_bus_topic_output", since: "1.11.3",
    required: ["connection", "topic_name"],
    optional: ["subscription_name", "access_rights"],
  },
  { type: "queue", kind: "out", decorator: "queue_output", since: "1.11.3", required: ["queue_name", "connection"], optional: [], storage: true },
  { type: "eventHub", kind: "out", decorator: "event_hub_output", since: "1.11.3", required: ["connection", "event_hub_name"], optional: [] },
  {
    type: "cosmosDB", kind: "out", decorator: "cosmos_db_output_v3", since: "1.14.0",
    required: ["database_name", "collection_name", "connection_string_setting"],
    optional: ["create_if_not_exists", "partition_key", "collection_throughput", "use_multiple_write_locations", "preferred_locations"],
  },
  {
    type: "cosmosDB", kind: "out", decorator: "cosmos_db_output", since: "1.14.0",
    required: ["connection", "database_name", "container_name"],
    optional: ["create_if_not_exists", "partition_key", "container_throughput", "preferred_locations"],
  },
  {
    type: "cosmosDB", kind: "in", decorator: "cosmos_db_input_v3", since: "1.14.0",
    required: ["database_name", "collection_name", "connection_string_setting"],
    optional: ["id", "sql_query", "partition_key"],
  },
  {
    type: "cosmosDB", kind: "in", decorator: "cosmos_db_input", since: "1.14.0",
    required: ["connection", "database_name", "container_name"],
    optional: ["partition_key", "id", "sql_query", "preferred_locations"],
  },
  { type: "blob", kind: "in", decorator: "blob_input", since: "1.11.3", required: ["path", "connection"], optional: [], storage: true },
  { type: "blob", kind: "out", decorator: "blob_output", since: "1.11.3", required: ["path", "connection"], optional: [], storage: true },
  { type: "eventGrid", kind: "out", decorator: "event_grid_output", since: "1.11.3", required: ["topic_endpoint_uri", "topic_key_setting"], optional: [] },
  { type: "eventGrid", kind: "out", decorator: "event_grid_output", since: "1.21.0", required: ["connection"], optional: [] },
  {
    type: "table", kind: "in", decorator: "table_input", since: "1.11.3", closed: true, storage: true,
    required: ["connection", "table_name"],
    optional: ["row_key", "partition_key", "take", "filter"],
  },
  {
    type: "table", kind: "out", decorator: "table_output", since: "1.11.3", closed: true, storage: true,
    required: ["connection", "table_name"],
    optional: ["row_key", "partition_key"],
  },
  {
    type: "sql", kind: "in", decorator: "sql_input", since: "1.18.0", adds: ["command_type"],
    required: ["command_text", "connection_string_setting"],
    optional: ["command_type", "parameters"],
  },
  { type: "sql", kind: "out", decorator: "sql_output", since: "1.18.0", required: ["command_text", "connection_string_setting"], optional: [] },
  { type: "daprState", kind: "in", decorator: "dapr_state_input", since: "1.18.0", required: ["state_store", "key"], optional: ["dapr_address"] },
  {
    type: "daprSecret", kind: "in", decorator: "dapr_secret_input", since: "1.18.0",
    required: ["secret_store_name", "key", "metadata"],
    optional: ["dapr_address"],
  },
  { type: "daprState", kind: "out", decorator: "dapr_state_output", since: "1.18.0", required: ["state_store", "key"], optional: ["dapr_address"] },
  {
    type: "daprInvoke", kind: "out", decorator: "dapr_invoke_output", since: "1.18.0",
    required: ["app_id", "method_name", "http_verb"],
    optional: ["dapr_address"],
  },
  { type: "daprPublish", kind: "out", decorator: "dapr_publish_output", since: "1.18.0", required: ["pub_sub_name", "topic"], optional: ["dapr_address"] },
  { type: "daprBinding", kind: "out", decorator: "dapr_binding_output", since: "1.18.0", required: ["binding_name", "operation"], optional: ["dapr_address"] },
  {
    type: "orchestrationTrigger", kind: "trigger", decorator: "orchestration_trigger", since: "1.2.0", argument: "context_name", durable: true, closed: true,
    required: [],
    optional: ["orchestration"],
  },
  {
    type: "entityTrigger", kind: "trigger", decorator: "entity_trigger", since: "1.2.0", argument: "context_name", durable: true, closed: true,
    required: [],
    optional: ["entity_name"],
  },
  {
    type: "activityTrigger", kind: "trigger", decorator: "activity_trigger", since: "1.2.0", argument: "input_name", durable: true, closed: true,
    required: [],
    optional: ["activity"],
  },
];

/** First release with `function_name`, `Blueprint`, `register_functions` and all `generic_*` decorators. */
export const BASE_VERSION = "1.11.3";
export const RETRY_SINCE = "1.16.0";
/** `extra_fields` of `route`. */
export const EXTRA_FIELDS_SINCE = "1.11.0";

/** What the library accepts, in any case, and emits in upper case. Other values stop the whole app from loading. */
export const ENUMS: Readonly<Record<string, readonly string[]>> = {
  data_type: ["UNDEFINED", "STRING", "BINARY", "STREAM"],
  auth_level: ["FUNCTION", "ANONYMOUS", "ADMIN"],
  access_rights: ["MANAGE", "LISTEN"],
  cardinality: ["ONE", "MANY"],
};

/** The methods that `route` knows; the host knows more. */
export const ROUTE_METHODS: readonly string[] = ["GET", "POST", "DELETE", "HEAD", "PATCH", "PUT", "OPTIONS"];

export const STORAGE_CONNECTION = "AzureWebJobsStorage";

/** `x_y` -> `xY`, as the library turns arguments into properties. */
export function camelCase(name: string): string {
  const [first = "", ...rest] = name.split("_");
  return first + rest.map(titleCase).join("");
}

/** Python's `str.title()`: a letter after anything but a letter is a capital, every other letter is small. */
function titleCase(word: string): string {
  return word.replace(/[A-Za-z]+/g, run => run.charAt(0).toUpperCase() + run.slice(1).toLowerCase());
}

/** Property names that the library hands on unchanged when they come as keywords; all others raise or change. */
export function isVerbatimKey(key: string): boolean {
  return /^[a-zA-Z]+\d*$/.test(key);
}
