/** `setTimeout` for lengths without limit, which timers do not have: theirs is 24 days. */
export function startTimer(callback: () => void, milliseconds: number): NodeJS.Timeout {
  return setTimeout(callback, Math.min(milliseconds, 2 ** 31 - 1));
}

/** Keeps no process alive. */
export function delay(milliseconds: number): Promise<void> {
  return new Promise(resolve => { startTimer(resolve, milliseconds).unref(); });
}
