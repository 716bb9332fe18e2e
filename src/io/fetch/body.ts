import * as zlib from 'node:zlib';
import { FetchError } from '../../model/errors.ts';
import type { Body } from '../../model/poll.ts';
import { sayBytes } from '../../text/amounts.ts';
import { gunzipWithTail, isGzip } from './gzip.ts';
import { Pieces } from './pieces.ts';

type Decoder = zlib.Gunzip | zlib.Inflate | zlib.InflateRaw | zlib.BrotliDecompress;

/** Node 22.15 and later; absent from the types of Node 20. */
const createZstd = (zlib as { createZstdDecompress?: () => Decoder }).createZstdDecompress;

/** What we ask for: all that this Node can undo. */
export const ACCEPT_ENCODING = createZstd ? 'gzip, deflate, br, zstd' : 'gzip, deflate, br';

/** Codings that some server may send although we did not ask for them. */
const CODINGS = /^(x-)?gzip$|^deflate$|^br$|^zstd$|^(x-)?compress$|^dcb$|^dcz$/;

/** Bytes that tell how a body is compressed. */
const SNIFFED = 4;

/**
 * Collects one body: counts it as it comes, decompresses it on the way, and stops at the first byte too many on either
 * side, so that a bomb costs no more than `bytesMax`. Fails with FetchError `body_too_large`, `decoded_too_large`,
 * `bad_encoding`, `encoding_unsupported`.
 */
export class BodyReader {
  readonly #coding: string;
  readonly #bytesMax: number;
  readonly #onFailure: (error: FetchError) => void;
  readonly #onDrain: () => void;
  readonly #body = new Pieces();
  /** The first bytes while there are too few of them to tell anything; null: the body is being read. */
  #head: Buffer | null = Buffer.alloc(0);
  #decoder: Decoder | null = null;
  /** What a gzip decoder was given, because it loses what it read where the bytes after a gzip are none. */
  readonly #gzip = new Pieces();
  #isWhole = false;
  #finish: (() => void) | null = null;
  #received = 0;
  #size = 0;

  constructor(
    contentEncoding: string | null,
    bytesMax: number,
    on: { failure: (error: FetchError) => void; drain: () => void },
  ) {
    this.#coding = readCoding(contentEncoding);
    this.#bytesMax = bytesMax;
    this.#onFailure = on.failure;
    this.#onDrain = on.drain;
  }

  /** Takes the next bytes of the wire; false: wait for `drain`. */
  write(chunk: Buffer): boolean {
    this.#received += chunk.length;
    if (this.#received > this.#bytesMax) {
      this.#onFailure(
        new FetchError('body_too_large', `The answer is larger than ${sayBytes(this.#bytesMax)}; ${RAISE_LIMIT}`),
      );
      return true;
    }
    if (this.#head === null) return this.#pass(chunk);
    this.#head = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk]);
    return this.#head.length < SNIFFED || this.#start();
  }

  /** To be called once all bytes were written: the decompressed body. */
  end(onBody: (body: Body) => void): void {
    if (this.#head !== null) this.#start();
    this.#finish = () => onBody(this.#body.all);
    if (this.#decoder && !this.#isWhole) this.#decoder.once('end', this.#finish).end();
    else this.#finish();
  }

  /** Gives back what a decoder holds; nothing is reported afterwards. */
  close(): void {
    this.#decoder
      ?.removeAllListeners()
      .on('error', () => {})
      .destroy();
    this.#body.clear();
    this.#gzip.clear();
  }

  #start(): boolean {
    const head = this.#head as Buffer;
    this.#head = null;
    this.#decoder = createDecoder(this.#coding, head);
    this.#decoder
      ?.on('data', (chunk: Buffer) => this.#keep(chunk))
      .on('drain', this.#onDrain)
      .on('error', (error: Error) => this.#recover(sayBroken(this.#coding, error)));
    return this.#pass(head);
  }

  #pass(chunk: Buffer): boolean {
    if (this.#isWhole) return true;
    if (this.#decoder instanceof zlib.Gunzip) this.#gzip.push(chunk);
    if (this.#decoder) return this.#decoder.write(chunk);
    this.#keep(chunk);
    return true;
  }

  #recover(error: FetchError): void {
    const gzip = this.#gzip.all;
    const body = gzip.length > 0 ? gunzipWithTail(Buffer.concat(gzip), this.#bytesMax) : null;
    if (!body) {
      this.#onFailure(error);
      return;
    }
    this.#isWhole = true;
    this.#body.clear();
    this.#body.push(body);
    this.#size = body.length;
    if (this.#finish) this.#finish();
    else this.#onDrain();
  }

  #keep(chunk: Uint8Array): void {
    this.#size += chunk.length;
    if (this.#size <= this.#bytesMax) this.#body.push(chunk);
    else
      this.#onFailure(
        new FetchError(
          'decoded_too_large',
          `The answer unpacks to more than ${sayBytes(this.#bytesMax)}; ${RAISE_LIMIT}`,
        ),
      );
  }
}

const RAISE_LIMIT = 'if you trust this source, raise fetch.bodyBytesMax in config/settings.yaml.';

/** The one coding of a body; '' for none. Names that are no coding, such as `utf-8`, are passed over. */
function readCoding(contentEncoding: string | null): string {
  const codings = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => CODINGS.test(name));
  const [coding = ''] = codings;
  const known = /^(x-)?gzip$|^deflate$|^br$|^$/.test(coding) || (coding === 'zstd' && createZstd !== undefined);
  if (codings.length <= 1 && known) return coding.replace(/^x-/, '');
  throw new FetchError(
    'encoding_unsupported',
    `The answer is compressed in a way that was not asked for (${codings.join(', ')}).`,
  );
}

/**
 * Servers that say gzip and send plain text, or the other way round, are common enough to look at the first bytes
 * where a format has a signature. Brotli has none; deflate comes with and without its zlib header (RFC 9110 §8.4.1.2).
 */
function createDecoder(coding: string, head: Buffer): Decoder | null {
  if (head.length < SNIFFED) return null;
  if (coding === 'br') return zlib.createBrotliDecompress();
  if (isGzip(head)) return zlib.createGunzip();
  if (coding === 'zstd' && head.readUInt32LE(0) === 0xfd2fb528) return createZstd?.() ?? null;
  if (coding !== 'deflate') return null;
  const hasHeader = (head.readUInt8(0) & 0x0f) === 8 && head.readUInt16BE(0) % 31 === 0;
  return hasHeader ? zlib.createInflate() : zlib.createInflateRaw();
}

/** zlib calls an end before the end a buffer error. */
function sayBroken(coding: string, error: Error & { code?: string }): FetchError {
  if (error.code === 'Z_BUF_ERROR')
    return new FetchError('truncated', `The compressed answer breaks off before its end.`);
  return new FetchError('bad_encoding', `The answer cannot be decompressed (${coding || 'gzip'}: ${error.message}).`);
}
