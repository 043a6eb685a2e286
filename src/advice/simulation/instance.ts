import { Cores } from "./cores.ts";
import { Heap } from "./heap.ts";
import { nowhere, station, stationsPerProcess, type HandlerPlan } from "./plan.ts";
import type { Arrivals, Workers } from "./scenario.ts";
import { Stations } from "./stations.ts";
import type { Trace } from "./trace.ts";

/** Per request, by its number in the whole run; times in milliseconds. */
export interface Outcome {
  /** When its handler began to run. */
  readonly start: Float64Array;
  readonly finish: Float64Array;
  /** The worker process it was dealt to, counted over all instances. */
  readonly process: Int32Array;
}

/** Working state per request, shared by all instances since each request belongs to one of them. */
export interface Scratch {
  /** The next segment. */
  readonly cursor: Int32Array;
  /** The station whose server it holds, held last or waits for. */
  readonly at: Int32Array;
  /** Links of the queues. */
  readonly next: Int32Array;
}

/** Which requests of the run an instance serves: every `step`th from `offset` on. */
export interface Share {
  readonly offset: number;
  readonly step: number;
}

const host = 0;

/**
 * One instance of the app: a host that deals requests in turn to the processes that are ready, and the processes, each
 * with one event loop and its pools. Every invocation goes through the loop of its process, on the way in and on the way
 * out, as it does in the real workers: a blocked loop holds back the handlers of the sync pool too.
 */
export class Instance {
  readonly #workers: Workers;
  readonly #plan: HandlerPlan;
  readonly #arrivals: Arrivals;
  readonly #share: Share;
  readonly #outcome: Outcome;
  readonly #trace: Trace | null;
  readonly #cores: Cores;
  readonly #timers = new Heap();
  readonly #stations: Stations;
  /** Stations that a server was given back to in this step. */
  readonly #released: number[] = [];
  readonly #cursor: Int32Array;
  readonly #at: Int32Array;
  #now = 0;
  #dealt = 0;

  constructor(workers: Workers, plan: HandlerPlan, arrivals: Arrivals, share: Share, outcome: Outcome, scratch: Scratch, trace: Trace | null) {
    this.#workers = workers;
    this.#plan = plan;
    this.#arrivals = arrivals;
    this.#share = share;
    this.#outcome = outcome;
    this.#trace = trace;
    const perProcess = [1, workers.threads, workers.executorThreads, workers.poolThreads];
    this.#stations = new Stations([workers.concurrency, ...Array.from({ length: workers.processes }, () => perProcess).flat()], scratch.next);
    const python = workers.language === "python";
    this.#cores = new Cores(workers.cores, python ? workers.processes : 1, python ? 1 : Number.POSITIVE_INFINITY);
    this.#cursor = scratch.cursor;
    this.#at = scratch.at;
  }

  /** Runs until every request is served; gives the core milliseconds that were delivered. */
  run(): number {
    const { times } = this.#arrivals;
    let next = this.#share.offset;
    for (;;) {
      const arrival = next < times.length ? times[next]! : Number.POSITIVE_INFINITY;
      const ended = Math.min(this.#timers.minKey, this.#cores.nextEnd);
      if (arrival === Number.POSITIVE_INFINITY && ended === arrival) return this.#cores.delivered;
      // What ends at the moment of an arrival ends first: its thread is free for the newcomer.
      if (arrival < ended) {
        this.#now = arrival;
        this.#enter(host, next);
        next += this.#share.step;
      } else if (this.#timers.minKey <= this.#cores.nextEnd) {
        this.#now = this.#timers.minKey;
        this.#afterSegment(this.#timers.pop());
      } else {
        this.#now = this.#cores.nextEnd;
        this.#afterSegment(this.#cores.end());
      }
      this.#serveWaiting();
    }
  }

  #enter(place: number, request: number): void {
    this.#at[request] = place;
    if (this.#stations.enter(place, request)) this.#begin(place, request);
    else this.#trace?.mark(this.#now, request, "queued");
  }

  #leave(place: number): void {
    this.#stations.leave(place);
    this.#released.push(place);
  }

  #serveWaiting(): void {
    for (let place = this.#released.pop(); place !== undefined; place = this.#released.pop()) {
      const request = this.#stations.take(place);
      if (request !== -1) this.#begin(place, request);
    }
  }

  /** A request has just got a server of the station. */
  #begin(place: number, request: number): void {
    if (place === host) return this.#deal(request);
    const kind = (place - 1) % stationsPerProcess;
    if (kind !== station.loop) return kind === station.threads ? this.#proceed(request) : this.#work(request);
    const handler = this.#arrivals.handlers[request]!;
    if (this.#plan.lane[handler] === station.threads && this.#cursor[request]! < this.#plan.first[handler + 1]!) {
      this.#leave(place);
      return this.#enter(place + station.threads, request);
    }
    this.#proceed(request);
  }

  #deal(request: number): void {
    const { processes, staggerMs } = this.#workers;
    const ready = staggerMs === 0 ? processes : Math.min(processes, 1 + Math.floor(this.#now / staggerMs));
    const process = this.#dealt++ % ready;
    this.#outcome.process[request] = process + this.#share.offset * processes;
    this.#outcome.start[request] = -1;
    this.#cursor[request] = this.#plan.first[this.#arrivals.handlers[request]!]!;
    this.#enter(1 + process * stationsPerProcess, request);
  }

  /** Goes on with the handler of a request that holds its loop or its pool thread. */
  #proceed(request: number): void {
    const segment = this.#cursor[request]!;
    const place = this.#at[request]!;
    const own = (place - 1) % stationsPerProcess;
    if (this.#outcome.start[request]! < 0) this.#outcome.start[request] = this.#now;
    if (segment === this.#plan.first[this.#arrivals.handlers[request]! + 1]!) {
      this.#leave(place);
      if (own === station.threads) this.#enter(place - station.threads, request);
      else this.#complete(request);
      return;
    }
    const target = this.#plan.place[segment]!;
    if (target === own) return this.#work(request);
    this.#leave(place);
    if (target !== nowhere) return this.#enter(place - own + target, request);
    this.#timers.push(this.#now + this.#plan.ms[segment]!, request);
    this.#trace?.mark(this.#now, request, "awaited");
  }

  #work(request: number): void {
    const segment = this.#cursor[request]!;
    const cpu = this.#plan.cpu[segment] === 1;
    this.#trace?.mark(this.#now, request, cpu ? "computing" : "held");
    const ms = this.#plan.ms[segment]!;
    if (!cpu) return this.#timers.push(this.#now + ms, request);
    const group = this.#workers.language === "python" ? Math.floor((this.#at[request]! - 1) / stationsPerProcess) : 0;
    this.#cores.start(this.#now, group, request, ms);
  }

  /** A segment has ended: the handler goes on where it runs, or comes back to its loop. */
  #afterSegment(request: number): void {
    const target = this.#plan.place[this.#cursor[request]!++]!;
    if (target === this.#plan.lane[this.#arrivals.handlers[request]!]) return this.#proceed(request);
    const place = this.#at[request]!;
    if (target !== nowhere) this.#leave(place);
    this.#enter(place - ((place - 1) % stationsPerProcess), request);
  }

  #complete(request: number): void {
    this.#outcome.finish[request] = this.#now;
    this.#trace?.mark(this.#now, request, null);
    this.#leave(host);
  }
}
