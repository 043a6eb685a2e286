import { parseForm } from "./form.ts";
import type { V3Form } from "./form.ts";
import { readV3Body } from "./read-body.ts";
import type { V4Request } from "./v4-types.ts";

/** The request as handlers of the old programming model know it: plain objects, the body read already. */
export class V3Request {
  method: string;
  url: string;
  originalUrl: string;
  headers: Record<string, string> = {};
  query: Record<string, string> = {};
  params: Record<string, string>;
  body?: unknown;
  rawBody?: string;
  bufferBody?: Buffer;
  readonly #source: V4Request;

  private constructor(source: V4Request) {
    this.#source = source;
    this.method = source.method;
    this.url = source.url;
    this.originalUrl = source.url;
    source.headers.forEach((value, name) => { this.headers[name] = value; });
    // The old host joined the values of a repeated key.
    for (const [key, value] of source.query) this.query[key] = key in this.query ? `${this.query[key]},${value}` : value;
    this.params = { ...source.params };
  }

  static async from(source: V4Request): Promise<V3Request> {
    return Object.assign(new V3Request(source), await readV3Body(source));
  }

  get user(): unknown {
    return this.#source.user;
  }

  get(field: string): string | undefined {
    return this.headers[field.toLowerCase()];
  }

  parseFormBody(): V3Form {
    return parseForm(this.body, this.get("content-type"));
  }
}
