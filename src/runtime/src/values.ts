import { types } from "node:util";

/** A value for `postMessage`, with the parts of it that structured clone would flatten. */
export type Packed = [value: unknown, buffers?: Uint8Array[], errors?: PackedError[]];

type PackedError = [error: Error, base: string, name: string, message: string, stack: string | undefined, fields: [name: string, value: unknown, enumerable: boolean][]];

const errorClasses = { Error, AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

/**
 * Structured clone keeps identity, so a list beside the value can point into it: Buffers (which
 * arrive as Uint8Arrays) and errors (which lose class and fields) are found again and mended.
 */
export function pack(value: unknown): Packed {
  if (typeof value !== "object" || value === null) return [value];

  const buffers: Uint8Array[] = [];
  const errors: PackedError[] = [];
  const seen = new Set<object>();
  const open: unknown[] = [value];
  while (open.length > 0) {
    const item = open.pop();
    if (typeof item !== "object" || item === null || seen.has(item)) continue;
    seen.add(item);

    if (ArrayBuffer.isView(item)) {
      if (Buffer.isBuffer(item)) buffers.push(item);
    } else if (types.isNativeError(item)) {
      const packed = packError(item);
      errors.push(packed);
      for (const [, field] of packed[5]) open.push(field);
    } else {
      for (const child of childrenOf(item)) if (typeof child === "object") open.push(child);
    }
  }
  if (errors.length > 0) return [value, buffers, errors];
  return buffers.length > 0 ? [value, buffers] : [value];
}

function childrenOf(item: object): Iterable<unknown> {
  if (Array.isArray(item) || item instanceof Set) return item;
  return item instanceof Map ? [...item].flat() : Object.values(item);
}

function packError(error: Error): PackedError {
  let proto: object | null = Object.getPrototypeOf(error);
  while (proto && !(proto.constructor.name in errorClasses)) proto = Object.getPrototypeOf(proto);

  const fields = Object.getOwnPropertyNames(error)
    .filter(name => name !== "stack" && name !== "message")
    .map((name): PackedError[5][number] => [name, Reflect.get(error, name), Object.prototype.propertyIsEnumerable.call(error, name)]);
  return [error, proto?.constructor.name ?? "Error", error.name, error.message, error.stack, fields];
}

/** For errors that hold what cannot be cloned (a socket, a function): the same without it. */
export function packWithoutUncloneable(reason: unknown): Packed {
  const copy = reason instanceof Error ? standIn(reason) : reason;
  const packed = pack(copy);
  for (const error of packed[2] ?? []) error[5] = error[5].filter(([, value]) => isCloneable(value));
  return packed;
}

function standIn(error: Error): Error {
  const copy = new Error(error.message);
  // Getters of classes like DOMException refuse an object that is not theirs.
  if (types.isNativeError(error)) Object.setPrototypeOf(copy, Object.getPrototypeOf(error));
  for (const name of ["stack", "name", "code", ...Object.getOwnPropertyNames(error)]) {
    if (!(name in error)) continue;
    const value: unknown = Reflect.get(error, name);
    if (isCloneable(value)) Object.defineProperty(copy, name, { value, enumerable: Object.prototype.propertyIsEnumerable.call(error, name), writable: true, configurable: true });
  }
  return copy;
}

function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

/** Mends in place what arrived, and gives it back. */
export function unpack([value, buffers, errors]: Packed): unknown {
  for (const bytes of buffers ?? []) Object.setPrototypeOf(bytes, Buffer.prototype);
  for (const [error, base, name, message, stack, fields] of errors ?? []) {
    const { prototype } = errorClasses[base as keyof typeof errorClasses];
    Object.setPrototypeOf(error, prototype);
    const own: typeof fields = [["message", message, false], ["stack", stack, false], ...fields];
    if (name !== prototype.name) own.unshift(["name", name, false]);
    for (const [key, field, enumerable] of own) Object.defineProperty(error, key, { value: field, enumerable, writable: true, configurable: true });
  }
  return value;
}
