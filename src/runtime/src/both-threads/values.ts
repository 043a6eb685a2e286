const { types } = process.getBuiltinModule("node:util");

/** A value for `postMessage`, with the parts of it that structured clone would flatten. */
export type Packed = [value: unknown, buffers?: Uint8Array[], errors?: PackedError[]];

type Field = [name: string, value: unknown, enumerable: boolean];
type PackedError = [error: Error, base: string, fields: Field[]];

/** The usual ones, which need no second look. */
const cloneable = new Set<unknown>([Object, Array, Map, Set, Date, RegExp, ArrayBuffer].map(type => type.prototype));

/**
 * Structured clone keeps identity, so a list beside the value can point into it: Buffers (which
 * arrive as Uint8Arrays) and errors (which lose class and fields) are found again and mended.
 * DOMExceptions are cloned whole, where the platform can. Throws for an object that would lose its
 * methods, unless it is `thrown`, which leaves out fields that cannot be cloned: better a part of an error than none.
 */
export function pack(value: unknown, thrown = false): Packed {
  const buffers: Uint8Array[] = [];
  const errors: PackedError[] = [];
  const seen = new Set<unknown>();
  const open: unknown[] = [value];
  while (open.length > 0) {
    const item = open.pop();
    if (typeof item !== "object" || !item || seen.has(item)) continue;
    seen.add(item);

    if (ArrayBuffer.isView(item)) {
      if (Buffer.isBuffer(item)) buffers.push(item);
    } else if (types.isNativeError(item) && !(item instanceof DOMException)) {
      const packed = packError(item, thrown);
      errors.push(packed);
      for (const field of packed[2]) open.push(field[1]);
    } else {
      if (!thrown && losesMethods(item)) throw new TypeError(`an instance of ${item.constructor.name} would lose its methods`);
      const children: Iterable<unknown> = Array.isArray(item) || item instanceof Set ? item : item instanceof Map ? [...item].flat() : Object.values(item);
      for (const child of children) if (typeof child === "object") open.push(child);
    }
  }
  // Empty lists cost as much as the value of a small message.
  if (errors.length > 0) return [value, buffers, errors];
  return buffers.length > 0 ? [value, buffers] : [value];
}

/** Structured clone keeps the classes of the platform and makes plain objects of all others. */
function losesMethods(item: object): boolean {
  const inherited: PropertyKey[] = [];
  let proto: unknown = Object.getPrototypeOf(item);
  if (cloneable.has(proto)) return false;
  // What has no prototype above it is the plain object, perhaps of another realm.
  for (let above; proto && (above = Object.getPrototypeOf(proto) as unknown); proto = above) inherited.push(...Reflect.ownKeys(proto).filter(key => key !== "constructor"));
  if (inherited.length === 0) return false;

  // Some platform classes, such as URL, cannot be cloned from Node 22 on; the error would not say which class it was.
  const copy = cloneOf(item);
  return !copy || Object.getPrototypeOf(copy) === Object.prototype || !inherited.every(key => key in copy);
}

function cloneOf<Value>(value: Value): Value | undefined {
  try {
    return structuredClone(value);
  } catch {
    return undefined;
  }
}

function packError(error: Error, thrown: boolean): PackedError {
  let proto: Error = error;
  do proto = Object.getPrototypeOf(proto) as Error; while (!isBuiltinError(proto.constructor.name));

  const fields = Object.entries(Object.getOwnPropertyDescriptors(error)).map(([name, { enumerable }]): Field => [name, Reflect.get(error, name), enumerable!]);
  if (error.name !== proto.name) fields.unshift(["name", error.name, false]);
  // A socket, a function. A list is there also for a value that is undefined.
  return [error, proto.constructor.name, thrown ? fields.filter(field => cloneOf(field)) : fields];
}

function isBuiltinError(name: string): boolean {
  return name.endsWith("Error") && name in globalThis;
}

/** DOMException and its like are errors that cannot be cloned. */
export function nativeError(reason: unknown): unknown {
  if (!(reason instanceof Error) || types.isNativeError(reason)) return reason;
  const { name, message, stack } = reason;
  return Object.assign(new Error(message), { name, stack, code: Reflect.get(reason, "code") as unknown });
}

/** Mends in place what arrived, and gives it back. */
export function unpack([value, buffers = [], errors = []]: Packed): unknown {
  for (const bytes of buffers) Object.setPrototypeOf(bytes, Buffer.prototype);
  for (const [error, base, fields] of errors) {
    // The global of a worker may be unknown here.
    Object.setPrototypeOf(error, (globalThis[base as "Error"] ?? Error).prototype);
    for (const [name, field, enumerable] of fields) Object.defineProperty(error, name, { value: field, enumerable, writable: true, configurable: true });
  }
  return value;
}
