/** Byte order marks the host detects, longest first: `ff fe 00 00` begins with `ff fe`. */
const marks: readonly { bytes: readonly number[]; decode: (bytes: Buffer) => string }[] = [
  { bytes: [0xff, 0xfe, 0, 0], decode: bytes => utf32(bytes, "LE") },
  { bytes: [0, 0, 0xfe, 0xff], decode: bytes => utf32(bytes, "BE") },
  { bytes: [0xef, 0xbb, 0xbf], decode: bytes => bytes.toString("utf8") },
  { bytes: [0xfe, 0xff], decode: bytes => Buffer.from(even(bytes)).swap16().toString("utf16le") },
  { bytes: [0xff, 0xfe], decode: bytes => bytes.toString("utf16le") },
];

/** Text as the host reads a request body: UTF-8 unless a byte order mark says otherwise. */
export function decodeText(bytes: Buffer): string {
  const mark = marks.find(candidate => candidate.bytes.every((byte, index) => bytes[index] === byte));
  const text = mark ? mark.decode(bytes.subarray(mark.bytes.length)) : bytes.toString("utf8");
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

const even = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length - (bytes.length % 2));

function utf32(bytes: Buffer, order: "LE" | "BE"): string {
  const read = order === "LE" ? (offset: number) => bytes.readUInt32LE(offset) : (offset: number) => bytes.readUInt32BE(offset);
  let text = "";
  for (let offset = 0; offset + 4 <= bytes.length; offset += 4) {
    const point = read(offset);
    text += point > 0x10ffff ? "\uFFFD" : String.fromCodePoint(point);
  }
  return text;
}
