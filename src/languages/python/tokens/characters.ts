export const TAB = 9;
export const NEWLINE = 10;
export const FORM_FEED = 12;
export const SPACE = 32;
export const DOUBLE_QUOTE = 34;
export const HASH = 35;
export const SINGLE_QUOTE = 39;
export const DOT = 46;
export const BACKSLASH = 92;
export const NOT_ASCII = 128;
/** A tab goes on to the next multiple of this column. */
export const TAB_STOP = 8;

export const WORD = 1;
export const DIGIT = 2;

/** Which ASCII characters may stand in a name. */
export const IN_NAME = new Uint8Array(NOT_ASCII);
for (let code = 0; code < NOT_ASCII; code++) {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(character)) IN_NAME[code] = WORD;
  else if (/\d/.test(character)) IN_NAME[code] = DIGIT;
}
