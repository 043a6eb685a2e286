import type { Binding, Json } from "../../../src/model/app.ts";

/** Cosmos DB options under extension bundles before version 4, and since. */
const RENAMED: Readonly<Record<string, string>> = {
  connectionStringSetting: "connection",
  collectionName: "containerName",
  leaseConnectionStringSetting: "leaseConnection",
  leaseCollectionName: "leaseContainerName",
  createLeaseCollectionIfNotExists: "createLeaseContainerIfNotExists",
  leaseCollectionThroughput: "leasesContainerThroughput",
  leasesCollectionThroughput: "leasesContainerThroughput",
  leaseCollectionPrefix: "leaseContainerPrefix",
  collectionThroughput: "containerThroughput",
};

/** The binding in the terms of extension bundle 4. */
export function withNewCosmosNames(binding: Binding): Binding {
  if (!/^cosmosdb(trigger)?$/i.test(binding.type)) return binding;
  const options = Object.fromEntries(Object.entries(binding.options).map(([name, value]): [string, Json] => [RENAMED[name] ?? name, value]));
  return { ...binding, options };
}
