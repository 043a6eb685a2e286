import { pbkdf2Sync } from "node:crypto";

/** How much computing makes a second of CPU time on this machine: for work of a set size, whoever else runs. */
export interface Calibration {
  readonly spinsPerSecond: number;
  readonly roundsPerSecond: number;
}

/** Takes about a tenth of a second. Counts CPU time, so that other load hardly matters. */
export function calibrate(): Calibration {
  spin(1e6);
  return {
    spinsPerSecond: perSecond(2e7, spin),
    roundsPerSecond: perSecond(60_000, rounds => pbkdf2Sync("p", "s", rounds, 32, "sha256")),
  };
}

function perSecond(amount: number, run: (amount: number) => unknown): number {
  let best = 0;
  for (let round = 0; round < 3; round++) {
    const before = process.cpuUsage();
    run(amount);
    const { user, system } = process.cpuUsage(before);
    best = Math.max(best, (amount * 1e6) / Math.max(1, user + system));
  }
  return best;
}

/** The same loop as in the stand-in worker. */
function spin(times: number): number {
  let sum = 0;
  for (let left = times; left > 0; left--) sum = (sum * 31 + left) | 0;
  return sum;
}
