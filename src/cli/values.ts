import { parseDuration } from "../advice/duration.ts";
import { UsageError } from "../model/usage-error.ts";

type Reader = (text: string) => number;

/** Reads a whole number of at least 1. */
export function count(option: string): Reader {
  return text => {
    if (!/^\d+$/.test(text.trim()) || Number(text) < 1) throw new UsageError(`${option} must be a whole number of at least 1, not \`${text}\`.`);
    return Number(text);
  };
}

/** Reads a number greater than 0. */
export function positive(option: string): Reader {
  return text => {
    if (!(Number(text) > 0 && Number.isFinite(Number(text)))) throw new UsageError(`${option} must be a number greater than 0, not \`${text}\`.`);
    return Number(text);
  };
}

/** Reads a duration with its unit, in milliseconds. */
export function duration(option: string): Reader {
  return text => parseDuration(text, option);
}
