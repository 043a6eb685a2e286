/** How a command speaks to its surroundings; tests give their own. */
export interface Io {
  stdout(text: string): void;
  stderr(text: string): void;
  exitCode(code: number): void;
  readonly cwd: string;
  /** Colours are wanted: a terminal without NO_COLOR, or FORCE_COLOR. */
  readonly color: boolean;
}
