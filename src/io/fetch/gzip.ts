import { gunzipSync, type InflateRaw, inflateRawSync } from 'node:zlib';

/**
 * What a gzip holds that has other bytes after its end (a newline, what a script wrote too late), which zlib calls broken and curl
 * and browsers pass over. null: it is not whole, or what follows is gzip, too, so that a part of the answer would be missing.
 */
export function gunzipWithTail(gzip: Buffer, bytesMax: number): Buffer | null {
  try {
    const start = headerLength(gzip);
    const { engine } = inflateRawSync(gzip.subarray(start), { info: true, maxOutputLength: bytesMax }) as unknown as {
      readonly engine: InflateRaw;
    };
    const end = start + engine.bytesWritten + TRAILER_LENGTH;
    if (isGzip(gzip.subarray(end))) return null;
    return gunzipSync(gzip.subarray(0, end), { maxOutputLength: bytesMax });
  } catch {
    return null;
  }
}

export function isGzip(bytes: Buffer): boolean {
  return bytes.length >= 2 && bytes.readUInt16BE(0) === 0x1f8b;
}

/** Checksum and length (RFC 1952 §2.3.1). */
const TRAILER_LENGTH = 8;

/** Ten bytes, and what their flags announce (RFC 1952 §2.3). */
function headerLength(gzip: Buffer): number {
  const flags = gzip.readUInt8(3);
  let at = 10;
  if (flags & 4) at += 2 + gzip.readUInt16LE(at);
  if (flags & 8) at = gzip.indexOf(0, at) + 1;
  if (flags & 16) at = gzip.indexOf(0, at) + 1;
  return flags & 2 ? at + 2 : at;
}
