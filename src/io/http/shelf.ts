import { Kept, type Life } from './kept.ts';
import { answer } from './negotiate.ts';
import { type Content, Representation } from './representation.ts';

/** Rendered answers kept: 64 MB are some 200 feeds of 100 entries in three encodings. */
const KEPT_BYTES_MAX = 64 * 1024 * 1024;
/** A text and its two compressed forms take about this many times the text. */
const ENCODINGS_FACTOR = 1.5;
/** Addresses as clients spell them, each leading to the one canonical key. */
const SPELLINGS_MAX = 4000;

/** Every answer that was rendered and still holds. */
export class Shelf {
  readonly #kept: Kept<Representation>;
  readonly #spellings = new Map<string, string>();

  constructor(version: () => number, onStale: (error: unknown) => void) {
    const sizeOf = ({ size }: Representation) => size * ENCODINGS_FACTOR;
    this.#kept = new Kept({ version, onStale, sizeMax: KEPT_BYTES_MAX, sizeOf });
  }

  /** What was answered to this spelling of an address, while it holds. */
  peek(spelling: string): Representation | undefined {
    const key = this.#spellings.get(spelling);
    return key === undefined ? undefined : this.#kept.peek(key);
  }

  /** Answers a GET or HEAD from the shelf, or makes what is missing. `spelling` null: not for `peek`. */
  async respond(
    request: Request,
    { key, spelling, life }: { key: string; spelling: string | null; life: Life },
    make: () => Promise<Content>,
  ): Promise<Response> {
    const representation = await this.#kept.get(
      key,
      life,
      async (before) => new Representation(await make(), new Date(), before),
    );
    if (spelling !== null) {
      if (this.#spellings.size >= SPELLINGS_MAX) this.#spellings.clear();
      this.#spellings.set(spelling, key);
    }
    return toResponse(request, representation);
  }

  clear(): void {
    this.#kept.clear();
    this.#spellings.clear();
  }
}

/** The answer to a request as fetch's Response. */
function toResponse(request: Request, representation: Representation): Response {
  const { status, headers, body } = answer(representation, {
    acceptEncoding: request.headers.get('accept-encoding') ?? undefined,
    ifNoneMatch: request.headers.get('if-none-match') ?? undefined,
    ifModifiedSince: request.headers.get('if-modified-since') ?? undefined,
  });
  return new Response(body === null ? null : new Uint8Array(body), { status, headers });
}
