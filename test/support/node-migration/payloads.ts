import type { Binding } from "../../../src/model/app.ts";
import type { TypedData } from "../../../src/runtime/test/support/programming-models.ts";

const timer = JSON.stringify({ Schedule: { AdjustForDST: true }, ScheduleStatus: { Last: "2026-03-01T04:00:00Z", Next: "2026-03-02T04:00:00Z", LastUpdated: "2026-03-01T04:00:00Z" }, IsPastDue: false });
const late = timer.replace('"IsPastDue":false', '"IsPastDue":true');
const client = JSON.stringify({
  taskHubName: "hub",
  creationUrls: { createNewInstancePostUri: "http://localhost:7071/create", createAndWaitOnNewInstancePostUri: "http://localhost:7071/wait" },
  managementUrls: Object.fromEntries(["id", "statusQueryGetUri", "sendEventPostUri", "terminatePostUri", "rewindPostUri", "purgeHistoryDeleteUri", "restartPostUri", "suspendPostUri", "resumePostUri"].map(name => [name, `http://localhost:7071/${name}/INSTANCEID`])),
  baseUrl: "http://localhost:7071/runtime",
  requiredQueryStringParameters: "code=x",
  rpcBaseUrl: "http://localhost:7071/rpc",
});

const started = { Timestamp: "2026-03-01T04:00:00Z", EventId: -1, IsPlayed: false };
const orchestration = JSON.stringify({
  history: [{ ...started, EventType: 12 }, { ...started, EventType: 0, ParentInstance: null, Name: "Flow", Version: "", Input: '{"items":[1,2]}', Tags: null }],
  input: { items: [1, 2] }, instanceId: "run-1", isReplaying: false, parentInstanceId: null, longRunningTimerIntervalDuration: "3.00:00:00", maximumShortTimerDuration: "6.00:00:00", upperSchemaVersion: 0, upperSchemaVersionNew: 3,
});
const entity = JSON.stringify({
  self: { name: "counter", key: "a" }, exists: true, state: "5",
  batch: [{ id: "1", op: "add", input: "3", signal: false }, { id: "2", op: "get", signal: false }],
});

/** What the host may send for a trigger, by binding type in lower case; messages for what is not listed. */
const TRIGGERS: Readonly<Record<string, readonly TypedData[]>> = {
  timertrigger: [{ json: timer }, { json: late }],
  blobtrigger: [{ bytes: Buffer.from("code,name\n1,Tern\n") }, { string: "plain text" }],
  cosmosdbtrigger: [{ json: '[{"id":"1","state":"open"},{"id":"2","state":"closed"}]' }],
  sqltrigger: [{ json: '[{"Operation":0,"Item":{"Id":1}}]' }],
  orchestrationtrigger: [{ json: orchestration }],
  entitytrigger: [{ json: entity }],
  warmuptrigger: [{ json: "{}" }],
};
const MESSAGES: readonly TypedData[] = [{ json: '{"id":7,"name":"Tern","items":[1,2]}' }, { string: '{"id":8}' }, { string: "plain text" }, { string: "5" }];
const BATCHES: readonly TypedData[] = [{ collectionString: { string: ['{"id":1}', '{"id":2}'] } }, { collectionString: { string: ["plain text"] } }];

export function triggerPayloads(trigger: Binding): readonly TypedData[] {
  if (String(trigger.options["cardinality"]).toLowerCase() === "many") return BATCHES;
  return TRIGGERS[trigger.type.toLowerCase()] ?? MESSAGES;
}

/** What the host sends for an input binding. */
export function inputPayload(input: Binding): TypedData {
  const type = input.type.toLowerCase();
  if (type === "durableclient" || type === "orchestrationclient") return { json: client };
  if (type === "blob") return input.options["dataType"] === "binary" ? { bytes: Buffer.from("stored") } : { string: "stored" };
  if (type === "signalrconnectioninfo") return { json: '{"url":"https://signalr.example","accessToken":"t"}' };
  return { json: '[{"PartitionKey":"p","RowKey":"1","id":"1","name":"Tern"}]' };
}

/** Metadata of triggers that are neither http nor timer. */
export const METADATA: Readonly<Record<string, TypedData>> = {
  Name: { string: "menu" },
  BlobTrigger: { string: "uploads/menu.csv" },
  DequeueCount: { json: "2" },
  Id: { string: "m-1" },
  InstanceId: { string: "run-1" },
  InsertionTime: { string: "2026-03-01T04:00:00Z" },
  EnqueuedTimeUtc: { string: "2026-03-01T04:00:00Z" },
};
