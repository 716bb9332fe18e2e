import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** What an address shows, before HTTP. */
export interface Content {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Encoding = 'identity' | 'gzip' | 'br';

/** An answer that can be written as it is. `body` is null for a 304. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

/** Below this, compression saves less than its header costs. */
const COMPRESS_MIN_BYTES = 512;

/**
 * Rendered content with its validators. Every encoding is made once, when first asked for, and has its own strong ETag
 * (RFC 9110 §8.8.3.3); the part before the dash is the hash of the content and tells whether anything changed.
 */
export class Representation {
  readonly hash: string;
  readonly lastModified: Date;
  readonly #content: Content;
  readonly #identity: Buffer;
  readonly #answers = new Map<Encoding, { full: Answer; notModified: Answer }>();

  /** `before` is what the same address showed before: unchanged content keeps its Last-Modified. */
  constructor(content: Content, now: Date, before?: Representation) {
    this.#content = content;
    this.#identity = Buffer.isBuffer(content.body) ? content.body : Buffer.from(content.body);
    this.hash = createHash('sha256').update(content.type).update(this.#identity).digest('base64url').slice(0, 22);
    this.lastModified = before?.hash === this.hash ? before.lastModified : now;
  }

  get status(): number {
    return this.#content.status;
  }

  /** Bytes that it holds. */
  get size(): number {
    let size = this.#identity.length;
    for (const { full } of this.#answers.values()) size += full.body?.length ?? 0;
    return size;
  }

  full(encoding: Encoding): Answer {
    return this.#made(encoding).full;
  }

  notModified(encoding: Encoding): Answer {
    return this.#made(encoding).notModified;
  }

  #made(encoding: Encoding): { full: Answer; notModified: Answer } {
    const known = this.#answers.get(encoding);
    if (known) return known;
    const useful = encoding !== 'identity' && this.#identity.length >= COMPRESS_MIN_BYTES;
    const used = useful ? encoding : 'identity';
    const body = compress(this.#identity, used);
    const validators = {
      etag: `"${this.hash}${used === 'identity' ? '' : `-${used}`}"`,
      'last-modified': this.lastModified.toUTCString(),
      vary: 'accept-encoding',
      ...this.#content.headers,
    };
    const full = {
      'content-type': this.#content.type,
      'content-length': String(body.length),
      ...(used !== 'identity' && { 'content-encoding': used }),
      ...validators,
    };
    const made = {
      full: { status: this.status, headers: full, body },
      notModified: { status: 304, headers: validators, body: null },
    };
    this.#answers.set(encoding, made);
    return made;
  }
}

/**
 * Of a feed of 669 KB gzip 5 leaves 83.6 KB in 4.4 ms, gzip 6 leaves 81.5 in 6.2, brotli 5 leaves 74.1 in 5.5; higher levels are for files
 * that never change.
 */
function compress(bytes: Buffer, encoding: Encoding): Buffer {
  if (encoding === 'gzip') return gzipSync(bytes, { level: 5 });
  if (encoding === 'br') return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
  return bytes;
}
