import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { connectionOptions, STATEMENT_MS } from './connect.ts';

const RECONNECT_MS = 1000;

/**
 * Follows `newsbraid.braid.version` over LISTEN: knows whether anything that is published has changed without a query. While
 * the connection is away, the last known version stands; after it, a missed change is noticed at once.
 */
export class PublishedVersion {
  readonly #url: string;
  readonly #listeners = new Set<() => void>();
  #client: pg.Client | null = null;
  #version = 0;
  #closed = false;

  constructor(url: string) {
    this.#url = url;
  }

  version(): number {
    return this.#version;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves once the version is known. */
  async open(): Promise<void> {
    const client = new pg.Client(connectionOptions(this.#url, STATEMENT_MS));
    client.on('error', () => {});
    let heard = false;
    client.on('notification', ({ payload }) => {
      heard = true;
      this.#set(Number(payload));
    });
    try {
      await client.connect();
      await client.query('listen newsbraid_published');
      const { rows } = await client.query('select version from newsbraid.braid');
      // From here on, an end is a loss; before, whoever called tries again.
      client.once('end', () => {
        this.#client = null;
        void this.#reopen();
      });
      this.#client = client;
      // What is heard meanwhile is newer than what was asked for.
      if (!heard) this.#set(rows[0].version);
    } catch (error) {
      client.end().catch(() => {});
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#client?.end();
  }

  async #reopen(): Promise<void> {
    while (!this.#closed && !this.#client) {
      await sleep(RECONNECT_MS, undefined, { ref: false });
      if (!this.#closed) await this.open().catch(() => {});
    }
    // Closed while it opened.
    if (this.#closed) await this.#client?.end();
  }

  #set(version: number): void {
    if (version === this.#version) return;
    this.#version = version;
    for (const listener of this.#listeners) listener();
  }
}
