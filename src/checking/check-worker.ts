import { parentPort, workerData } from "node:worker_threads";

import { openFactsCache } from "../project/facts-cache.ts";
import { openFiles } from "../project/files.ts";
import { LANGUAGES } from "../project/open-project.ts";
import { createPartChecker, type Joined } from "./parts.ts";
import type { ThreadAnswers, ThreadData } from "./threads.ts";

const { overlay, cacheFile, parts } = workerData as ThreadData;
const cache = cacheFile === undefined ? undefined : openFactsCache(cacheFile, LANGUAGES);
const checker = createPartChecker(openFiles(overlay), cache?.languages);

parentPort!.once("message", (joined: readonly Joined[]) => {
  parentPort!.postMessage({ results: checker.check(joined), used: cache?.used() } satisfies ThreadAnswers["check"]);
});
parentPort!.postMessage(checker.open(parts) satisfies ThreadAnswers["open"]);
