import { countOf } from '../../text/count.ts';
import { bounded } from '../../text/html.ts';

/** Tags and references in the texts of one document; the most in 323 real feeds is 14,000. */
const MARKS_MAX = 300_000;
/** Below this, a text can do no harm, however it is built. */
const HARMLESS_MARKS = 2000;
const TAGS_MAX = 20_000;
const DEPTH_MAX = 200;
const LENGTH_MAX = 500_000;

/** What the texts of one document may cost: what goes beyond it is left out, so that no document takes seconds. */
export class Allowance {
  #marks = MARKS_MAX;
  #exceeded = false;

  /** The text, its start where the whole would be too much, or nothing once the document has used up its allowance. */
  take(html: string | undefined): string {
    if (!html) return '';
    const text = html.length > LENGTH_MAX ? html.slice(0, LENGTH_MAX) : html;
    const marks = countOf(text, '<') + countOf(text, '&');
    this.#marks -= marks;
    const kept = this.#marks < 0 ? '' : marks > HARMLESS_MARKS ? bounded(text, TAGS_MAX, DEPTH_MAX) : text;
    if (kept.length < html.length) this.#exceeded = true;
    return kept;
  }

  warnings(): string[] {
    return this.#exceeded ? ['has texts that are too long or too deeply nested; only their start was read'] : [];
  }
}
