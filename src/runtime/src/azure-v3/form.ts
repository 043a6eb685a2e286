/** One field of a form; files carry a name and a content type. */
export interface V3FormPart {
  value: Buffer;
  fileName?: string;
  contentType?: string;
}

type Entry = [name: string, part: V3FormPart];

/** The fields of a form in the order they were sent; a name may occur more than once. */
export class V3Form {
  readonly #entries: readonly Entry[];

  constructor(entries: readonly Entry[]) {
    this.#entries = entries;
  }

  get(name: string): V3FormPart | null {
    return this.getAll(name)[0] ?? null;
  }

  getAll(name: string): V3FormPart[] {
    return this.#entries.filter(([key]) => key === name).map(([, part]) => part);
  }

  has(name: string): boolean {
    return this.#entries.some(([key]) => key === name);
  }

  get length(): number {
    return this.#entries.length;
  }

  [Symbol.iterator](): Iterator<Entry> {
    return this.#entries[Symbol.iterator]();
  }
}

/** Reads an urlencoded or multipart body, as `req.parseFormBody()` did. */
export function parseForm(body: unknown, contentType: string | undefined): V3Form {
  if (!contentType) throw new Error('"content-type" header must be defined.');

  const mediaType = contentType.split(";", 1)[0]!.trim().toLowerCase();
  if (mediaType === "application/x-www-form-urlencoded") {
    return new V3Form([...new URLSearchParams(String(body))].map(([name, value]) => [name, { value: Buffer.from(value) }]));
  }
  if (mediaType === "multipart/form-data") {
    const boundary = parameter(contentType, "boundary");
    if (boundary === undefined) throw new Error('Failed to find parameter with name "boundary".');
    return new V3Form(parseMultipart(Buffer.isBuffer(body) ? body : Buffer.from(String(body)), boundary));
  }
  throw new Error(`Media type "${mediaType}" does not match types supported for form parsing: "multipart/form-data", "application/x-www-form-urlencoded".`);
}

/** A parameter of a header value, quoted or not; its name in any case. */
function parameter(header: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;]+))`, "i").exec(header);
  return match ? (match[1]?.replaceAll('\\"', '"') ?? match[2]) : undefined;
}

function parseMultipart(bytes: Buffer, boundary: string): Entry[] {
  // Latin-1 maps every byte to one character, so that offsets in the text are offsets in the bytes.
  const text = bytes.toString("latin1");
  const delimiter = new RegExp(`(?:^|\\r?\\n)--${escape(Buffer.from(boundary).toString("latin1"))}(--)?\\r?(?:\\n|$)`, "g");

  const entries: Entry[] = [];
  let start: number | undefined;
  for (let match = delimiter.exec(text); match; match = delimiter.exec(text)) {
    if (start !== undefined) entries.push(readPart(bytes.subarray(start, Math.max(start, match.index))));
    if (match[1]) break;
    start = delimiter.lastIndex;
    // The line break that ends one delimiter may begin the next one (an empty part).
    delimiter.lastIndex -= 1;
  }
  return entries;
}

function readPart(bytes: Buffer): Entry {
  const head = /\r?\n\r?\n/.exec(bytes.toString("latin1"));
  const headers = bytes.subarray(0, head?.index ?? bytes.length).toString().split(/\r?\n/);
  const disposition = headerValue(headers, "content-disposition") ?? "";
  const name = parameter(disposition, "name");
  if (name === undefined) throw new Error('Expected part to have header "content-disposition" with parameter "name".');

  const part: V3FormPart = { value: head ? bytes.subarray(head.index + head[0].length) : Buffer.alloc(0) };
  const fileName = parameter(disposition, "filename");
  const contentType = headerValue(headers, "content-type");
  if (fileName !== undefined) part.fileName = fileName;
  if (contentType !== undefined) part.contentType = contentType;
  return [name, part];
}

function headerValue(headers: readonly string[], name: string): string | undefined {
  const line = headers.find(candidate => candidate.toLowerCase().startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim();
}

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
