type Header = unknown;

/** `context.res` as the old model built it: fields to assign and a chain of methods. */
export class V3Response {
  statusCode?: string | number;
  headers: Record<string, Header> = {};
  cookies: unknown[] = [];
  body?: unknown;
  enableContentNegotiation?: boolean;
  [field: string]: unknown;
  readonly _done: () => void;

  // Own fields, as they were: a copy by spread keeps them.
  readonly send = this.end;
  readonly set = this.setHeader;
  readonly header = this.setHeader;
  readonly get = this.getHeader;

  constructor(done: () => void) {
    this._done = done;
  }

  end(body?: unknown): this {
    if (body !== undefined) this.body = body;
    if (Buffer.isBuffer(this.body) && !this.getHeader("content-type")) this.type("application/octet-stream");
    this._done();
    return this;
  }

  json(body?: unknown): void {
    this.type("application/json");
    this.end(body);
  }

  status(statusCode: string | number): this {
    this.statusCode = statusCode;
    return this;
  }

  sendStatus(statusCode: string | number): this {
    return this.status(statusCode).end();
  }

  type(type: string): this {
    return this.setHeader("content-type", type);
  }

  setHeader(field: string, value: Header): this {
    this.headers[field.toLowerCase()] = value;
    return this;
  }

  getHeader(field: string): Header {
    return this.headers[field.toLowerCase()];
  }

  removeHeader(field: string): this {
    delete this.headers[field.toLowerCase()];
    return this;
  }
}
