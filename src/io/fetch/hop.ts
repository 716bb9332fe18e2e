import type { Dispatcher } from 'undici';
import type { Body } from '../../model/poll.ts';
import { BodyReader } from './body.ts';
import { fieldOf, type Headers } from './headers.ts';

/** One answer of one server. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Decompressed; null for an answer other than 2xx, whose body nobody reads. */
  readonly body: Body | null;
}

/** Of a body that nobody reads, this much is taken so that the connection can be used again. */
const DISCARDED_MAX = 64 * 1024;

/**
 * One request and its answer, as undici's handler: less than half the work of `undici.request`, whose body is a stream.
 * `answer` is settled once: by the answer, by what undici reports, or by `stop`.
 */
export class Hop implements Dispatcher.DispatchHandler {
  readonly answer: Promise<Answer>;
  /** Of the body, as received. */
  bytes = 0;
  /** Of the answer; 0: it has not begun. */
  status = 0;
  headers: Headers = {};
  readonly #bodyBytesMax: number;
  #controller: Dispatcher.DispatchController | null = null;
  #reader: BodyReader | null = null;
  #settled = false;
  #resolve!: (answer: Answer) => void;
  #reject!: (error: Error) => void;

  constructor(bodyBytesMax: number) {
    this.#bodyBytesMax = bodyBytesMax;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Ends the request at once. An answer of which only an unread body is missing still counts. */
  stop(error: Error): void {
    if (this.status >= 300) this.#succeed(null);
    else this.#fail(error);
    this.#controller?.abort(error);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled) controller.abort(new Error('stopped'));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    // 1xx: the answer proper is still to come (RFC 9110 §15.2).
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
    if (status >= 300) return;
    this.#reader = new BodyReader(fieldOf(headers, 'content-encoding'), this.#bodyBytesMax, {
      failure: (error) => this.stop(error),
      drain: () => controller.resume(),
    });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.#reader) {
      if (!this.#reader.write(chunk)) controller.pause();
    } else if (this.bytes > DISCARDED_MAX) {
      this.stop(new Error('enough'));
    }
  }

  onResponseEnd(): void {
    if (this.#reader) this.#reader.end((body) => this.#succeed(body));
    else this.#succeed(null);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.stop(error);
  }

  #succeed(body: Body | null): void {
    this.#settled = true;
    this.#resolve({ status: this.status, headers: this.headers, body });
  }

  #fail(error: Error): void {
    this.#settled = true;
    this.#reader?.close();
    this.#reject(error);
  }
}
