/** What a thread of `check` runs where the sources are not built: Node 20 reads no TypeScript, and a thread has no loader but its own. */
import { register } from "tsx/esm/api";

register();
await import("../checking/check-worker.ts");
