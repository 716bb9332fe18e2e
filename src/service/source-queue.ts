import type { ClaimedSource } from '../model/source.ts';

/** A claim that found less than it might is not repeated within this time, while finished polls would else bring one each. */
export const LOOK_AGAIN_MS = 100;

/** Sources that are claimed and wait for their poll. More are claimed while others are polled, so that polling need not wait. */
export class SourceQueue {
  readonly #claim: (limit: number, since: Date | null) => Promise<readonly ClaimedSource[]>;
  readonly #onChange: () => void;
  readonly #sources: ClaimedSource[] = [];
  #claiming: Promise<void> | null = null;
  #failure: { readonly cause: unknown } | null = null;
  /** The last claim found less than it might: whatever else is due waits for its host. */
  #isExhausted = false;
  /** When to claim again after such a claim; a time of performance.now(). */
  #lookAt = 0;

  /** @param onChange Called when a claim has ended. */
  constructor(claim: (limit: number, since: Date | null) => Promise<readonly ClaimedSource[]>, onChange: () => void) {
    this.#claim = claim;
    this.#onChange = onChange;
  }

  get length(): number {
    return this.#sources.length;
  }

  get isClaiming(): boolean {
    return this.#claiming !== null;
  }

  shift(): ClaimedSource | undefined {
    return this.#sources.shift();
  }

  /** Throws what the last claim failed with, once. */
  throwFailure(): void {
    const failure = this.#failure;
    this.#failure = null;
    if (failure) throw failure.cause;
  }

  /** Claims up to `limit` more once fewer than half as many wait. */
  fill(limit: number, since: Date | null): void {
    const hasRoom = this.#isExhausted
      ? this.length === 0 && performance.now() >= this.#lookAt
      : this.length < limit / 2;
    if (hasRoom && !this.#claiming) this.#claiming = this.#claimMore(limit, since);
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

  async #claimMore(limit: number, since: Date | null): Promise<void> {
    try {
      const claimed = await this.#claim(limit, since);
      this.#sources.push(...claimed);
      this.#isExhausted = claimed.length < limit;
      this.#lookAt = performance.now() + LOOK_AGAIN_MS;
    } catch (cause) {
      this.#failure = { cause };
    }
    this.#claiming = null;
    this.#onChange();
  }
}
