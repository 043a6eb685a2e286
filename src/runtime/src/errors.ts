import { shared } from "./shared.ts";

export type OffloadErrorCode =
  | "ERR_OFFLOAD_CRASH"
  | "ERR_OFFLOAD_TIMEOUT"
  | "ERR_OFFLOAD_QUEUE_FULL"
  | "ERR_OFFLOAD_CLONE"
  | "ERR_OFFLOAD_NO_EXPORT"
  | "ERR_OFFLOAD_CLOSED";

/** The executor failed, not the function: `code` says how. */
export interface OffloadError extends Error {
  readonly code: OffloadErrorCode;
}

interface OffloadErrorConstructor {
  new (code: OffloadErrorCode, message: string, options?: ErrorOptions): OffloadError;
  readonly prototype: OffloadError;
}

/** One class per process, so that `instanceof` holds between the ESM and the CommonJS build. */
export const OffloadError: OffloadErrorConstructor = (shared.OffloadError ??= class OffloadError extends Error implements OffloadError {
  readonly code: OffloadErrorCode;

  constructor(code: OffloadErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  override get name(): string {
    return "OffloadError";
  }
});
