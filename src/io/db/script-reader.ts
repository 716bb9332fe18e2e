const NEWLINE = 0x0a;
const END = Buffer.from('\\.\n');
const END_AFTER_ROW = Buffer.from('\n\\.\n');

/** Reads a script of COPY statements piece by piece: its lines one at a time, the rows of a table as they come. */
export class ScriptReader {
  readonly #pieces: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(pieces: AsyncIterable<Buffer>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** The next line without its end; null: there is none, or it has no end. */
  async line(): Promise<string | null> {
    for (;;) {
      const end = this.#held.indexOf(NEWLINE);
      if (end >= 0) {
        const line = this.#held.toString('utf8', 0, end);
        this.#held = this.#held.subarray(end + 1);
        return line;
      }
      if (!(await this.#more())) return null;
    }
  }

  /** Rows up to the line `\.`, in pieces of whole rows. Throws when the script ends before. */
  async *rows(): AsyncGenerator<Buffer> {
    for (;;) {
      if (this.#held.subarray(0, END.length).equals(END)) {
        this.#held = this.#held.subarray(END.length);
        return;
      }
      const end = this.#held.indexOf(END_AFTER_ROW);
      const whole = (end >= 0 ? end : this.#held.lastIndexOf(NEWLINE)) + 1;
      if (whole > 0) {
        yield this.#held.subarray(0, whole);
        this.#held = this.#held.subarray(whole);
      } else if (!(await this.#more())) throw new Error('the file ends in the middle of a table');
    }
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#pieces.next();
    if (done) return false;
    this.#held = this.#held.length === 0 ? value : Buffer.concat([this.#held, value]);
    return true;
  }
}
