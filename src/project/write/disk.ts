import { closeSync, fchmodSync, fchownSync, fsyncSync, linkSync, lstatSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmdirSync, unlinkSync, writeFileSync } from "node:fs";

/** What stands at a path; a symbolic link is itself, never what it points at. */
export interface Standing {
  readonly kind: "file" | "folder" | "other";
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** The same for two names of one file. */
  readonly id: string;
}

/**
 * The few things that writing asks of a disk, each one step that is done or not. Everything that writes goes through it,
 * so that tests can stop it after any step, or forget what was not yet synced.
 */
export interface Disk {
  /** Undefined where nothing stands. */
  at(path: string): Standing | undefined;
  read(path: string): Buffer;
  /** Names in a folder. */
  list(folder: string): readonly string[];
  /** A new file, on the disk when this returns; fails where something stands already. */
  create(path: string, bytes: Buffer, like: Pick<Standing, "mode"> & Partial<Standing>): void;
  /** A second name for a file. */
  link(from: string, to: string): void;
  rename(from: string, to: string): void;
  unlink(path: string): void;
  makeFolder(path: string, mode?: number): void;
  removeFolder(path: string): void;
  /** Brings the names in a folder onto the disk. */
  sync(folder: string): void;
}

/** The disk of this machine. */
export const realDisk: Disk = {
  at(path) {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    const kind = found.isFile() ? "file" : found.isDirectory() ? "folder" : "other";
    return { kind, mode: found.mode & 0o7777, uid: found.uid, gid: found.gid, id: `${found.dev}:${found.ino}` };
  },
  read: path => readFileSync(path),
  list: folder => readdirSync(folder),
  create(path, bytes, { mode, uid, gid }) {
    const file = openSync(path, "wx", 0o600);
    try {
      writeFileSync(file, bytes);
      if (uid !== undefined && gid !== undefined) keepOwner(file, uid, gid);
      fchmodSync(file, mode);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  },
  link: linkSync,
  rename: renameSync,
  unlink: unlinkSync,
  makeFolder: (path, mode = 0o777) => void mkdirSync(path, { mode }),
  removeFolder: rmdirSync,
  sync(folder) {
    // Windows opens no folder; its file system keeps the order of names by itself.
    if (process.platform === "win32") return;
    const open = openSync(folder, "r");
    try {
      fsyncSync(open);
    } finally {
      closeSync(open);
    }
  },
};

/** Only the superuser may give a file away; anybody else's new file is his own. */
function keepOwner(file: number, uid: number, gid: number): void {
  try {
    fchownSync(file, uid, gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") throw error;
  }
}

/** Removes a folder with all that is in it. */
export function removeTree(disk: Disk, folder: string): void {
  for (const name of disk.list(folder)) {
    const path = `${folder}/${name}`;
    if (disk.at(path)?.kind === "folder") removeTree(disk, path);
    else disk.unlink(path);
  }
  disk.removeFolder(folder);
}
