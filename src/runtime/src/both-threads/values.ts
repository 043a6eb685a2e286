const { types } = process.getBuiltinModule("node:util");

/** A value for `postMessage`, with the parts of it that structured clone would flatten. */
export type Packed = [value: unknown, buffers?: Uint8Array[], errors?: PackedError[]];

type Field = [name: string, value: unknown, enumerable: boolean];
type PackedError = [error: Error, base: string, fields: Field[]];

const errorClasses = { Error, AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

/** The usual ones, which need no second look. */
const cloneable = new Set<unknown>([Object, Array, Map, Set, Date, RegExp, ArrayBuffer].map(type => type.prototype));

/**
 * Structured clone keeps identity, so a list beside the value can point into it: Buffers (which
 * arrive as Uint8Arrays) and errors (which lose class and fields) are found again and mended.
 * DOMExceptions are cloned whole, where the platform can. Throws for an object that would lose its methods, unless it is `thrown`: better a part of an error than none.
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
      const packed = packError(item);
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

  try {
    const copy = structuredClone(item);
    return Object.getPrototypeOf(copy) === Object.prototype || !inherited.every(key => key in copy);
  } catch {
    // Some platform classes, such as URL, say so themselves from Node 22 on, but not which class it was.
    return true;
  }
}

function packError(error: Error): PackedError {
  let proto: Error = error;
  do proto = Object.getPrototypeOf(proto) as Error; while (!Object.hasOwn(errorClasses, proto.constructor.name));

  const fields = Object.entries(Object.getOwnPropertyDescriptors(error)).map(([name, { enumerable }]): Field => [name, Reflect.get(error, name), enumerable!]);
  return [error, proto.constructor.name, error.name === proto.name ? fields : [["name", error.name, false], ...fields]];
}

/** Leaves out what errors hold that cannot be cloned: a socket, a function. */
export function dropUncloneable({ 2: errors = [] }: Packed): void {
  for (const error of errors) {
    error[2] = error[2].filter(([, value]) => {
      try {
        structuredClone(value);
        return true;
      } catch {
        return false;
      }
    });
  }
}

/** Mends in place what arrived, and gives it back. */
export function unpack([value, buffers = [], errors = []]: Packed): unknown {
  for (const bytes of buffers) Object.setPrototypeOf(bytes, Buffer.prototype);
  for (const [error, base, fields] of errors) {
    Object.setPrototypeOf(error, errorClasses[base as "Error"].prototype);
    for (const [name, field, enumerable] of fields) Object.defineProperty(error, name, { value: field, enumerable, writable: true, configurable: true });
  }
  return value;
}
