import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** A process on another machine (or container) cannot be asked. */
export type Life = "working" | "gone" | "elsewhere";

/** Which process works on a journal, as a file name: it is handed over by renaming, which only one can do. */
export function ownName(): string {
  return `owner-${process.pid}-${birth(process.pid)}-${host()}`;
}

/** What has become of the process of that name. */
export function lifeOf(name: string): Life {
  const [, pid, born, machine] = /^owner-(\d+)-(\w+)-(.*)$/.exec(name) ?? [];
  if (pid === undefined) return "gone";
  if (machine !== host()) return "elsewhere";
  return answers(Number(pid)) && birth(Number(pid)) === born ? "working" : "gone";
}

export function isOwner(name: string): boolean {
  return name.startsWith("owner-");
}

function host(): string {
  return hostname().replace(/[^\w.]/g, "_");
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** When the process was started, where the system tells it: numbers of processes are used again. */
function birth(pid: number): string {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]!.split(" ");
    // A zombie does nothing more.
    return fields[0] === "Z" ? "gone" : `${readFileSync("/proc/sys/kernel/random/boot_id", "latin1").slice(0, 8)}${fields[19]}`;
  } catch {
    return "unknown";
  }
}
