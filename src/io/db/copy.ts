import { Readable, Writable } from 'node:stream';
import type pg from 'pg';

/** The parts of pg's connection that COPY needs and its types leave out. */
interface CopyConnection extends pg.Connection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
}

type Done = (error?: Error | null) => void;

/** Rows come one by one; handed on in pieces of this size they cost a hundredth of the calls. */
const PIECE_BYTES = 64 * 1024;

/**
 * Streams what `copy … to stdout` sends, in pieces that end at the end of a row. Who reads slowly slows the server: no more than
 * a few hundred kilobytes are held. `rows` is known once the stream has ended.
 */
export class CopyOut extends Readable implements pg.Submittable {
  rows = 0;
  readonly #statement: string;
  #connection: pg.Connection | null = null;
  #piece = Buffer.allocUnsafe(PIECE_BYTES);
  #bytes = 0;

  constructor(client: pg.ClientBase, statement: string) {
    super({ highWaterMark: 4 * PIECE_BYTES });
    this.#statement = statement;
    client.query(this);
  }

  submit(connection: pg.Connection): void {
    this.#connection = connection;
    connection.query(this.#statement);
  }

  /** Copies: what pg hands over is a view of a buffer that it fills again. */
  handleCopyData({ chunk }: { chunk: Buffer }): void {
    if (this.#bytes + chunk.length > PIECE_BYTES && !this.#flush()) this.#connection?.stream.pause();
    if (chunk.length > PIECE_BYTES) this.push(Buffer.from(chunk));
    else this.#bytes += chunk.copy(this.#piece, this.#bytes);
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.rows = Number(text.split(' ')[1]);
  }

  handleReadyForQuery(): void {
    this.#flush();
    this.push(null);
  }

  handleError(error: Error): void {
    this.destroy(error);
  }

  override _read(): void {
    this.#connection?.stream.resume();
  }

  /** What was not read must be, or the connection stands still for whoever uses it next. */
  override _destroy(error: Error | null, callback: Done): void {
    this.#connection?.stream.resume();
    callback(error);
  }

  #flush(): boolean {
    if (this.#bytes === 0) return true;
    const piece = this.#piece.subarray(0, this.#bytes);
    this.#piece = Buffer.allocUnsafe(PIECE_BYTES);
    this.#bytes = 0;
    return this.push(piece);
  }
}

/** Takes what `copy … from stdin` expects. It has finished once the server has stored all rows, and says then how many. */
export class CopyIn extends Writable implements pg.Submittable {
  rows = 0;
  readonly #statement: string;
  #connection: CopyConnection | null = null;
  #ready: Done | null = null;
  #open = false;
  #stored: Done | null = null;

  constructor(client: pg.ClientBase, statement: string) {
    super();
    this.#statement = statement;
    client.query(this);
  }

  submit(connection: pg.Connection): void {
    this.#connection = connection as CopyConnection;
    connection.query(this.#statement);
  }

  override _construct(callback: Done): void {
    this.#ready = callback;
  }

  handleCopyInResponse(): void {
    this.#open = true;
    this.#ready?.();
  }

  override _write(chunk: Buffer, _encoding: string, callback: Done): void {
    const connection = this.#connection as CopyConnection;
    connection.sendCopyFromChunk(chunk);
    if (connection.stream.writableNeedDrain) connection.stream.once('drain', () => callback());
    else callback();
  }

  override _final(callback: Done): void {
    this.#stored = callback;
    this.#open = false;
    this.#connection?.endCopyFrom();
  }

  override _destroy(error: Error | null, callback: Done): void {
    if (this.#open) this.#connection?.sendCopyFail(error?.message ?? 'broken off');
    this.#open = false;
    callback(error);
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.rows = Number(text.split(' ')[1]);
  }

  handleReadyForQuery(): void {
    this.#stored?.();
  }

  handleError(error: Error): void {
    this.#open = false;
    this.#ready?.(error);
    this.destroy(error);
  }
}
