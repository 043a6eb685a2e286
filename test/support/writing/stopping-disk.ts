import type { Disk } from "../../../src/project/write/disk.ts";

/** What is done at the step that a test has chosen; what it throws ends the step before it is made. */
export type AtStep = (step: number) => void;

const CHANGING = ["create", "link", "rename", "unlink", "makeFolder", "removeFolder", "sync"] as const;

/** A disk that counts the steps which change something, from 1, and tells of each before it is made. */
export function countingSteps(disk: Disk, atStep: AtStep): Disk {
  let step = 0;
  const counted = { ...disk };
  for (const name of CHANGING) {
    const made = disk[name] as (...args: unknown[]) => void;
    (counted as Record<string, unknown>)[name] = (...args: unknown[]) => {
      atStep(++step);
      made(...args);
    };
  }
  return counted;
}

/** A disk that does nothing more from that step on, as after a kill: not even undoing reaches it. */
export function deadFrom(disk: Disk, last: number): Disk {
  const counted = countingSteps(disk, step => {
    if (step >= last) throw new Error("The process is dead.");
  });
  return counted;
}

/** A disk on which that one step fails, as on a full disk. */
export function failingAt(disk: Disk, failing: number, code: string): Disk {
  return countingSteps(disk, step => {
    if (step === failing) throw Object.assign(new Error(`${code}: simulated`), { code });
  });
}
