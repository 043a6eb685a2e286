import type { ImportLedger } from "../../src/languages/python/rewrite/imports.ts";
import { EXECUTOR_MODULE, RUNNER } from "./python-executor.ts";
import type { FixOptions } from "./plan.ts";

/** What runs a function in a thread in one file: `asyncio.to_thread`, or the app's own executor. */
export class PythonRunner {
  readonly #executor: boolean;
  readonly #ledger: ImportLedger;
  usesExecutor = false;

  constructor({ strategy, pythonVersion }: FixOptions, ledger: ImportLedger) {
    this.#executor = strategy === "executor" || isBefore39(pythonVersion);
    this.#ledger = ledger;
  }

  /** The name that it needs when another thing has it already; undefined when nothing stands in the way. */
  get taken(): string | undefined {
    const name = this.#executor ? RUNNER : "asyncio";
    return this.#ledger.canImport(name) ? undefined : name;
  }

  /** As the file writes it. */
  get spelled(): string {
    return this.#executor ? RUNNER : this.#ledger.spell("asyncio", "to_thread");
  }

  /** Its import is needed. */
  need(): void {
    if (!this.#executor) return this.#ledger.need("asyncio", "to_thread");
    this.usesExecutor = true;
    this.#ledger.needFrom(EXECUTOR_MODULE, RUNNER);
  }
}

/** `asyncio.to_thread` came with Python 3.9. */
function isBefore39(version: string | undefined): boolean {
  const [major, minor] = (version ?? "3.9").split(".").map(Number);
  return major! < 3 || (major === 3 && minor! < 9);
}
