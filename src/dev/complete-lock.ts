/**
 * Adds to package-lock.json the optional bindings for other platforms that an install behind a partial registry leaves
 * out: without them `npm ci` refuses the lock file. Run it after changing dependencies: `npm run lock`.
 */
import { readFileSync, writeFileSync } from "node:fs";

interface LockEntry {
  version?: string;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optional?: boolean;
  dev?: boolean;
  optionalDependencies?: Record<string, string>;
}

const PATH = new URL("../../package-lock.json", import.meta.url);
const PLATFORM = /(android|darwin|freebsd|linux|openharmony|win32|sunos|aix|netbsd|openbsd)-(arm64|arm|x64|ia32|ppc64|riscv64|s390x|loong64|mips64el|wasm32)(?:-(\w+))?$/;
const LIBC: Record<string, string> = { gnu: "glibc", musl: "musl", gnueabihf: "glibc", musleabihf: "musl" };

const lock = JSON.parse(readFileSync(PATH, "utf8")) as { packages: Record<string, LockEntry> };
let added = 0;
for (const entry of Object.values({ ...lock.packages })) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    const platform = PLATFORM.exec(name);
    if (lock.packages[key] !== undefined || platform === null || !/^\d/.test(version)) continue;
    const [, os, cpu, abi] = platform;
    const libc = LIBC[abi ?? ""];
    lock.packages[key] = {
      version,
      cpu: [cpu!],
      ...(entry.dev === true && { dev: true }),
      ...(libc !== undefined && { libc: [libc] }),
      optional: true,
      os: [os!],
    };
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(PATH, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} platform bindings added to package-lock.json.`);
