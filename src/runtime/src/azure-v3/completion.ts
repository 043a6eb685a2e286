import type { Done, V3Context } from "./v3-context.ts";

const learnMore = "Learn more: https://go.microsoft.com/fwlink/?linkid=2097909";

/** How a handler of the old model ends: by a promise, or by calling `done`, whichever comes first. */
export class Completion {
  /** For `context.done` and the methods of `context.res` that end the response. */
  readonly done: Done;
  readonly #byDone: Promise<unknown>;
  #isDone = false;
  #returnedPromise = false;
  #suppressed = () => false;
  #report: (message: string) => void = () => {};

  constructor() {
    const { promise, resolve, reject } = withResolvers();
    this.#byDone = promise;
    // A handler may call `done(error)` and throw as well: the second one has no listener.
    promise.catch(() => {});
    this.done = (error, result) => {
      this.#settle();
      if (error == null) resolve(result);
      else reject(error);
    };
  }

  async run(context: V3Context, handler: (context: V3Context) => unknown): Promise<unknown> {
    this.#suppressed = () => context.suppressAsyncDoneError === true;
    this.#report = message => context.log.error(message);
    try {
      const returned = handler(context);
      this.#returnedPromise = isThenable(returned);
      if (!this.#returnedPromise) return await this.#byDone;

      const byPromise = Promise.resolve(returned).then(result => {
        this.#settle();
        return result;
      });
      return await Promise.race([byPromise, this.#byDone]);
    } finally {
      this.#isDone = true;
    }
  }

  #settle(): void {
    if (this.#isDone && !(this.#returnedPromise && this.#suppressed())) {
      this.#report(this.#returnedPromise
        ? `Error: Choose either to return a promise or call 'done'. Do not use both in your script. ${learnMore}`
        : "Error: 'done' has already been called. Please check your script for extraneous calls to 'done'.");
    }
    this.#isDone = true;
  }
}

function isThenable(value: unknown): boolean {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

function withResolvers() {
  let resolve!: (value: unknown) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<unknown>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
