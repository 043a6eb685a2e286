/** What a command may touch of the world around it. */
export interface CommandIo {
  /** Reports; the text brings its own line ends. */
  stdout(text: string): void;
  /** Progress and remarks. */
  stderr(text: string): void;
  exitCode(code: number): void;
  /** What relative paths on the command line are relative to. */
  readonly cwd: string;
  /** Colours are wanted: on a terminal without NO_COLOR, or with FORCE_COLOR. Left out: no. */
  readonly color?: boolean;
}
