/** Something the user can mend: the CLI prints the message alone and exits with 2. Anything else that throws is a bug. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** Where another code says more: that a signal ended the command. */
  readonly exitCode: number;

  constructor(message: string, exitCode = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}
