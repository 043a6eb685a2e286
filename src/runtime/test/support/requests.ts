import type { RpcHttp } from "./programming-models.ts";

interface Sent extends Partial<RpcHttp> {
  content?: string | Buffer;
}

const multipart = [
  "--frontier", 'Content-Disposition: form-data; name="name"', "", "Ada",
  "--frontier", 'content-disposition: form-data; name="tag"', "", "",
  "--frontier", 'Content-Disposition: form-data; name="tag"', "Content-Type: text/plain; charset=utf-8", "", "two\r\nlines",
  "--frontier", 'Content-Disposition: form-data; name="file"; filename="a \\"b\\".bin"', "Content-Type: application/octet-stream", "", "\x00\x01\xff",
  "--frontier--", "",
].join("\r\n");

/** Requests worth sending to every http function, by what is special about them. */
const sent: Record<string, Sent> = {
  "get": { method: "GET" },
  "get with query": { method: "GET", query: { page: "1", tag: "a,b", empty: "" }, params: { id: "42" }, headers: { "user-agent": "probe", "x-empty": "" } },
  "post without body": { headers: { "content-type": "application/json" } },
  "json": { headers: { "content-type": "application/json" }, content: '{"a":1,"list":[{"B":2}]}' },
  "json with charset": { headers: { "content-type": "application/json; charset=utf-8" }, content: '{"a":"é"}' },
  "malformed json": { headers: { "content-type": "application/json" }, content: '{"a":' },
  "json null": { headers: { "content-type": "application/json" }, content: "null" },
  "json number": { headers: { "content-type": "application/json" }, content: "5" },
  "json text": { headers: { "content-type": "application/json" }, content: '"text"' },
  "text": { headers: { "content-type": "text/plain" }, content: "hello" },
  "text that is json": { headers: { "content-type": "text/plain" }, content: '{"a":1}' },
  "text that is a number": { headers: { "content-type": "text/plain" }, content: " 5 " },
  "no content type": { content: '{"a":1}' },
  "urlencoded": { headers: { "content-type": "application/x-www-form-urlencoded" }, content: "name=Ada+L&tag=1&tag=2&x=%C3%A9" },
  "octet stream": { headers: { "content-type": "application/octet-stream" }, content: Buffer.from([0, 1, 2, 250]) },
  "octet stream in capitals": { headers: { "content-type": "Application/Octet-Stream" }, content: Buffer.from("{}") },
  "octet stream with parameter": { headers: { "content-type": "application/octet-stream; x=1" }, content: Buffer.from("{}") },
  "multipart": { headers: { "content-type": "multipart/form-data; boundary=frontier" }, content: Buffer.from(multipart, "latin1") },
  "multipart with quoted boundary": { headers: { "content-type": 'multipart/form-data; charset=utf-8; Boundary="frontier"' }, content: Buffer.from(multipart, "latin1") },
  "utf-8 byte order mark": { headers: { "content-type": "application/json" }, content: Buffer.from('\uFEFF{"a":1}') },
  "utf-16 little endian": { headers: { "content-type": "text/plain" }, content: Buffer.from("\uFEFFhé\u{1F600}", "utf16le") },
  "utf-16 big endian": { headers: { "content-type": "text/plain" }, content: Buffer.from("\uFEFFhé\u{1F600}", "utf16le").swap16() },
  "utf-32 little endian": { headers: { "content-type": "text/plain" }, content: Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0, 0, 0xf6, 1, 0]) },
  "utf-32 big endian": { headers: { "content-type": "text/plain" }, content: Buffer.from([0, 0, 0xfe, 0xff, 0, 0, 0, 0x41, 0, 1, 0xf6, 0]) },
  "byte order mark alone": { headers: { "content-type": "text/plain" }, content: Buffer.from("\uFEFF") },
  "broken utf-8": { headers: { "content-type": "text/plain" }, content: Buffer.from([0x61, 0xff, 0xc3, 0x28]) },
  "static web app user": { method: "GET", headers: { "x-ms-client-principal": principal({ identityProvider: "aad", userId: "u", userDetails: "ada" }) } },
  "app service user": { method: "GET", headers: { "x-ms-client-principal": principal({ claims: [] }), "x-ms-client-principal-id": "i", "x-ms-client-principal-name": "n", "x-ms-client-principal-idp": "p" } },
};

function principal(claims: object): string {
  return Buffer.from(JSON.stringify(claims)).toString("base64");
}

export const requests: [name: string, http: RpcHttp][] = Object.entries(sent).map(([name, { content, ...http }]) => {
  const query = http.query ?? {};
  const search = new URLSearchParams(query).toString();
  const full: RpcHttp = { method: "POST", url: `https://app.example.org/api/orders/42${search && `?${search}`}`, headers: {}, params: {}, ...http, query };
  return [name, content === undefined ? full : { ...full, body: { bytes: Buffer.from(content) } }];
});
