import { dirname } from "node:path";

import type { Disk, Standing } from "../../../src/project/write/disk.ts";

interface FileNode {
  readonly kind: "file";
  readonly id: string;
  mode: number;
  bytes: Buffer;
  /** What a power cut leaves of it; undefined: anything. */
  synced?: Buffer;
}

type Names = Map<string, Node>;

interface FolderNode {
  readonly kind: "folder";
  readonly id: string;
  readonly mode: number;
  names: Names;
  /** As they are on the disk, and what was done to them since, in order; one item is done wholly or not. */
  synced: Names;
  pending: ((names: Names) => void)[];
}

type Node = FileNode | FolderNode;

/** Gives a number from 0 up to below `count`. */
export type Choice = (count: number) => number;

/**
 * A disk in memory that knows what was synced. {@link cutPower} forgets the rest as the worst file system may: of the
 * names in each folder some first part of what was done is left, of a file's bytes anything. Each call counts as a step
 * or more; `beforeStep` may throw to stop everything there.
 */
export class MemoryDisk implements Disk {
  readonly #root: FolderNode = folderNode("root", 0o755);
  #next = 0;
  readonly #beforeStep: () => void;

  constructor(beforeStep: () => void = () => {}) {
    this.#beforeStep = beforeStep;
  }

  at(path: string): Standing | undefined {
    const node = this.#node(path);
    return node === undefined ? undefined : { kind: node.kind, mode: node.mode, uid: 0, gid: 0, id: node.id };
  }

  read(path: string): Buffer {
    const node = this.#node(path);
    if (node?.kind !== "file") throw failure("ENOENT", path);
    return node.bytes;
  }

  list(folder: string): readonly string[] {
    return [...this.#folder(folder).names.keys()];
  }

  create(path: string, bytes: Buffer, { mode }: Pick<Standing, "mode">): void {
    if (this.#node(path) !== undefined) throw failure("EEXIST", path);
    const node: FileNode = { kind: "file", id: String(++this.#next), mode, bytes: Buffer.alloc(0) };
    this.#change(dirname(path), names => void names.set(base(path), node));
    this.#beforeStep();
    node.bytes = bytes;
    this.#beforeStep();
    node.synced = bytes;
  }

  link(from: string, to: string): void {
    const node = this.#node(from);
    if (node?.kind !== "file") throw failure("ENOENT", from);
    if (this.#node(to) !== undefined) throw failure("EEXIST", to);
    this.#change(dirname(to), names => void names.set(base(to), node));
  }

  rename(from: string, to: string): void {
    const node = this.#node(from);
    if (node === undefined) throw failure("ENOENT", from);
    if (dirname(from) !== dirname(to)) throw new Error("A name that moves to another folder may be lost from both.");
    const there = this.#node(to);
    if (there === node) return;
    if (there?.kind === "folder") throw failure("ENOTEMPTY", to);
    this.#change(dirname(from), names => {
      names.delete(base(from));
      names.set(base(to), node);
    });
  }

  unlink(path: string): void {
    if (this.#node(path)?.kind !== "file") throw failure("ENOENT", path);
    this.#change(dirname(path), names => void names.delete(base(path)));
  }

  makeFolder(path: string, mode = 0o755): void {
    if (this.#node(path) !== undefined) throw failure("EEXIST", path);
    const node = folderNode(String(++this.#next), mode);
    this.#change(dirname(path), names => void names.set(base(path), node));
  }

  removeFolder(path: string): void {
    if (this.#folder(path).names.size > 0) throw failure("ENOTEMPTY", path);
    this.#change(dirname(path), names => void names.delete(base(path)));
  }

  sync(folder: string): void {
    const node = this.#folder(folder);
    this.#beforeStep();
    node.synced = new Map(node.names);
    node.pending = [];
  }

  /** Syncs everything, as time does. */
  settle(node: Node = this.#root): void {
    if (node.kind === "file") {
      node.synced = node.bytes;
      return;
    }
    node.synced = new Map(node.names);
    node.pending = [];
    for (const inner of node.names.values()) this.settle(inner);
  }

  cutPower(choose: Choice, node: Node = this.#root, seen = new Set<Node>()): void {
    if (seen.has(node)) return;
    seen.add(node);
    if (node.kind === "file") {
      node.bytes = node.synced ?? node.bytes.subarray(0, choose(node.bytes.length + 1));
      node.synced = node.bytes;
      return;
    }
    node.names = new Map(node.synced);
    for (const step of node.pending.slice(0, choose(node.pending.length + 1))) step(node.names);
    node.synced = new Map(node.names);
    node.pending = [];
    for (const inner of node.names.values()) this.cutPower(choose, inner, seen);
  }

  /** The texts of all files, by path. */
  tree(folder = ""): Record<string, string> {
    return Object.fromEntries(this.list(folder === "" ? "/" : folder).toSorted().flatMap(name => {
      const path = `${folder}/${name}`;
      return this.at(path)!.kind === "folder" ? Object.entries(this.tree(path)) : [[path, this.read(path).toString("utf8")] as const];
    }));
  }

  #change(folder: string, step: (names: Names) => void): void {
    const node = this.#folder(folder);
    this.#beforeStep();
    step(node.names);
    node.pending.push(step);
  }

  #folder(path: string): FolderNode {
    const node = this.#node(path);
    if (node?.kind !== "folder") throw failure("ENOENT", path);
    return node;
  }

  #node(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const part of path.split("/").filter(part => part !== "")) node = node?.kind === "folder" ? node.names.get(part) : undefined;
    return node;
  }
}

function folderNode(id: string, mode: number): FolderNode {
  return { kind: "folder", id, mode, names: new Map(), synced: new Map(), pending: [] };
}

function base(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
