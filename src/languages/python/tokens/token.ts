/** A token as py-ast's parser takes it: lines from 1, columns from 0 in UTF-8 bytes. */
export interface RawToken {
  readonly type: string;
  readonly value: string;
  readonly lineno: number;
  readonly col_offset: number;
  readonly end_lineno: number;
  readonly end_col_offset: number;
}

/** Text that holds no token. Its place has the form of the parser's own errors. */
export class TokenError extends Error {
  override readonly name = "TokenError";
  readonly lineno: number;
  readonly col_offset: number;

  constructor(message: string, line: number, column: number) {
    super(message);
    this.lineno = line;
    this.col_offset = column;
  }
}
