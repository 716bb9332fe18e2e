import type { LookupFunction } from 'node:net';
import { Agent } from 'undici';
import { FetchError } from '../../model/errors.ts';
import type { FetchFailureCode, FetchResult } from '../../model/poll.ts';
import type { FetchSettings } from '../../model/settings.ts';
import { guardedConnector } from './connector.ts';
import { failure, judge } from './judge.ts';
import { type FetchRequest, requestHeaders, userAgent } from './request.ts';
import { Trip } from './trip.ts';

/** Field names and values of one answer. Node allows half of it, and the policies of some sites need more. */
const HEADER_BYTES_MAX = 32 * 1024;

/** Kept beyond the pause between two requests to a host, so that the second finds the connection open. */
const KEEP_ALIVE_MS = 4000;

export interface FetcherOptions {
  /** How names become addresses; the system's way unless said otherwise. */
  readonly lookup?: LookupFunction;
  /** Certificates to trust instead of the system's, PEM. */
  readonly ca?: string;
  /** Which addresses are not asked, and why; all but public ones unless said otherwise. */
  readonly whyRefused?: (address: string) => string | null;
}

/** Asks servers for feeds: conditionally, within limits, and never inside our own network unless the settings say so. */
export class Fetcher {
  readonly #settings: FetchSettings;
  readonly #userAgent: string;
  readonly #agent: Agent;

  constructor(
    settings: FetchSettings,
    identity: { readonly version: string; readonly siteUrl: string | null },
    options: FetcherOptions = {},
  ) {
    this.#settings = settings;
    this.#userAgent = userAgent(identity.version, settings.contact || identity.siteUrl);
    this.#agent = new Agent({
      connect: guardedConnector({ ...settings, ...options }),
      connections: settings.requestsPerHost,
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: settings.firstByteTimeoutMs,
      bodyTimeout: settings.firstByteTimeoutMs,
      keepAliveTimeout: settings.hostPauseMs + KEEP_ALIVE_MS,
    });
  }

  /**
   * One visit to a source, redirects included. Whatever the network or a server does ends as a value within
   * `totalTimeoutMs`; only mistakes in our own code throw. Credentials in the URL go to its own host as Basic
   * authentication and nowhere else, messages included.
   */
  async fetch(request: FetchRequest): Promise<FetchResult> {
    const trip = new Trip(this.#agent, this.#settings, requestHeaders(this.#userAgent, request.validators));
    try {
      const answer = await trip.follow(request);
      return judge(answer, request.validators, trip.exchange(), Date.now());
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      return failure(error.code as FetchFailureCode, error.message, trip.exchange());
    }
  }

  /** Ends every connection at once; wait for the requests under way first. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}
