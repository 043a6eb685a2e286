/**
 * Servers with a first-come queue before them, many of them, in flat arrays: the host, event loops and thread pools.
 * A request waits in one queue at most, so the queues are linked through one array indexed by request.
 */
export class Stations {
  readonly free: Float64Array;
  readonly #heads: Int32Array;
  readonly #tails: Int32Array;
  readonly #next: Int32Array;

  /** `next` has one place for each request. */
  constructor(servers: readonly number[], next: Int32Array) {
    this.free = Float64Array.from(servers);
    this.#heads = new Int32Array(servers.length).fill(-1);
    this.#tails = new Int32Array(servers.length).fill(-1);
    this.#next = next;
  }

  /** Takes a server if one is free; else the request waits. */
  enter(station: number, request: number): boolean {
    if (this.free[station]! > 0) {
      this.free[station]!--;
      return true;
    }
    this.#next[request] = -1;
    if (this.#heads[station] === -1) this.#heads[station] = request;
    else this.#next[this.#tails[station]!] = request;
    this.#tails[station] = request;
    return false;
  }

  leave(station: number): void {
    this.free[station]!++;
  }

  /** The next waiting request that a free server can take, which it then holds; -1 if there is none. */
  take(station: number): number {
    const request = this.#heads[station]!;
    if (request === -1 || this.free[station]! <= 0) return -1;
    this.free[station]!--;
    this.#heads[station] = this.#next[request]!;
    return request;
  }
}
