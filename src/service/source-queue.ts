import type { ClaimedSource } from '../model/source.ts';

/** A claim that found less than it might is not repeated within this time, while finished polls would else bring one each. */
export const LOOK_AGAIN_MS = 100;

/** A source that waits, and when its lease ends; a time of performance.now(), early rather than late. */
interface Waiting {
  readonly source: ClaimedSource;
  readonly until: number;
}

/** Claims up to `limit` sources for `leaseMs`. */
type Claim = (limit: number, leaseMs: number, since: Date | null) => Promise<readonly ClaimedSource[]>;

/** Sources that are claimed and wait for their poll. More are claimed while others are polled, so that polling need not wait. */
export class SourceQueue {
  readonly #claim: Claim;
  readonly #onChange: () => void;
  readonly #waiting: Waiting[] = [];
  #claiming: Promise<void> | null = null;
  #failure: { readonly cause: unknown } | null = null;
  /** The last claim found less than it might: whatever else is due waits for its host. */
  #isExhausted = false;
  /** When to claim again after such a claim; a time of performance.now(). */
  #lookAt = 0;

  /** @param onChange Called when a claim has ended. */
  constructor(claim: Claim, onChange: () => void) {
    this.#claim = claim;
    this.#onChange = onChange;
  }

  get length(): number {
    return this.#waiting.length;
  }

  get isClaiming(): boolean {
    return this.#claiming !== null;
  }

  /** The next source, unless others may have it by now: one whose lease ended here is due for everybody. */
  shift(): ClaimedSource | undefined {
    for (;;) {
      const next = this.#waiting.shift();
      if (!next || performance.now() < next.until) return next?.source;
    }
  }

  /** Throws what the last claim failed with, once. */
  throwFailure(): void {
    const failure = this.#failure;
    this.#failure = null;
    if (failure) throw failure.cause;
  }

  /** Claims up to `limit` more, for `leaseMs`, once fewer than half as many wait. */
  fill(limit: number, leaseMs: number, since: Date | null): void {
    const hasRoom = this.#isExhausted
      ? this.length === 0 && performance.now() >= this.#lookAt
      : this.length < limit / 2;
    if (hasRoom && !this.#claiming) this.#claiming = this.#claimMore(limit, leaseMs, since);
  }

  /** Looks for more at once. */
  lookNow(): void {
    this.#isExhausted = false;
  }

  /** Looks for more in `ms` at the latest. */
  lookWithin(ms: number): void {
    this.#lookAt = Math.min(this.#lookAt, performance.now() + ms);
  }

  /** Resolves when no claim is under way; never rejects. */
  async settled(): Promise<void> {
    await this.#claiming;
  }

  async #claimMore(limit: number, leaseMs: number, since: Date | null): Promise<void> {
    const until = performance.now() + leaseMs;
    try {
      const claimed = await this.#claim(limit, leaseMs, since);
      this.#waiting.push(...claimed.map((source) => ({ source, until })));
      this.#isExhausted = claimed.length < limit;
      this.#lookAt = performance.now() + LOOK_AGAIN_MS;
    } catch (cause) {
      this.#failure = { cause };
    }
    this.#claiming = null;
    this.#onChange();
  }
}
