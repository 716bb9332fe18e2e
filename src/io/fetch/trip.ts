import { setMaxListeners } from 'node:events';
import type { Agent } from 'undici';
import { sayDuration } from '../../model/duration.ts';
import { FetchError } from '../../model/errors.ts';
import type { Exchange } from '../../model/poll.ts';
import type { FetchSettings } from '../../model/settings.ts';
import { parseUrl } from '../../text/parse-url.ts';
import { codeOf, explain } from './explain.ts';
import { readFreshness, readLocation } from './headers.ts';
import { type Answer, Hop } from './hop.ts';
import { bare, type FetchRequest, isHttp, mayKnow, readTarget, sayUrl, type Target } from './request.ts';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const PERMANENT = new Set([301, 308]);
const LOST = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/** One visit to a source: the request, the redirects that follow, and one deadline for all of it. */
export class Trip {
  readonly #agent: Agent;
  readonly #settings: FetchSettings;
  readonly #headers: Record<string, string>;
  readonly #startedAt = performance.now();
  #url: URL | null = null;
  #permanentUrl: string | null = null;
  #hop: Hop | null = null;
  #bytes = 0;
  #stopped: FetchError | null = null;

  constructor(agent: Agent, settings: FetchSettings, headers: Record<string, string>) {
    this.#agent = agent;
    this.#settings = settings;
    this.#headers = headers;
  }

  /** The last answer of the chain. Fails with FetchError; what undici reports in another form is our own mistake. */
  async follow({ url, movedTo, signal }: FetchRequest): Promise<Answer> {
    const onAbort = () => this.#stop(new FetchError('stopped', 'Newsbraid was stopped before the answer came.'));
    if (signal?.aborted) onAbort();
    // One signal ends all requests of a worker, so that it has as many listeners as there are requests.
    if (signal) setMaxListeners(0, signal);
    signal?.addEventListener('abort', onAbort, { once: true });
    const deadline = setTimeout(() => this.#stop(this.#late()), this.#settings.totalTimeoutMs);
    try {
      const owner = readTarget(url);
      return await this.#walk(owner, movedTo ? readTarget(movedTo).url : owner.url);
    } finally {
      clearTimeout(deadline);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** What is known so far. */
  exchange(): Exchange {
    return {
      httpStatus: this.#hop?.status || null,
      bytes: this.#bytes + (this.#hop?.bytes ?? 0),
      tookMs: Math.round(performance.now() - this.#startedAt),
      freshForMs: this.#hop ? readFreshness(this.#hop.headers) : null,
      finalUrl: this.#url?.href ?? '',
      permanentUrl: this.#permanentUrl,
    };
  }

  async #walk(owner: Target, start: URL): Promise<Answer> {
    const seen = new Set<string>();
    let permanent = true;
    let url = start;
    for (;;) {
      seen.add(url.href);
      const answer = await this.#request(url, mayKnow(owner.url, url) ? owner.authorization : null);
      if (!REDIRECTS.has(answer.status)) return answer;
      const next = this.#redirectTarget(url, answer);
      if (seen.has(next.href)) throw loop(next);
      if (seen.size > this.#settings.redirectsMax) throw tooMany(start, this.#settings.redirectsMax);
      // A move from https to http is followed, but never for good.
      permanent &&= PERMANENT.has(answer.status) && !(url.protocol === 'https:' && next.protocol === 'http:');
      if (permanent) this.#permanentUrl = next.href;
      url = next;
    }
  }

  async #request(url: URL, authorization: string | null): Promise<Answer> {
    this.#url = url;
    try {
      return await this.#send(url, authorization);
    } catch (error) {
      // A server may close an idle connection just as we use it; RFC 9110 §9.2.2 lets a GET be sent once more.
      if (this.#hop?.status !== 0 || !LOST.has(codeOf(error))) throw explain(error, url);
    }
    try {
      return await this.#send(url, authorization);
    } catch (error) {
      throw explain(error, url);
    }
  }

  #send(url: URL, authorization: string | null): Promise<Answer> {
    if (this.#stopped) throw this.#stopped;
    this.#bytes += this.#hop?.bytes ?? 0;
    this.#hop = new Hop(this.#settings.bodyBytesMax);
    const headers = authorization === null ? this.#headers : { ...this.#headers, authorization };
    this.#agent.dispatch({ origin: url.origin, path: url.pathname + url.search, method: 'GET', headers }, this.#hop);
    return this.#hop.answer;
  }

  #redirectTarget(from: URL, answer: Answer): URL {
    const location = readLocation(answer.headers);
    const target = location === null ? null : parseUrl(location, from);
    if (target === null) {
      const what = location === null ? 'does not say where' : 'gives an address that is no URL';
      throw new FetchError('bad_redirect', `${from.host} redirects (${answer.status}) but ${what}.`);
    }
    const to = bare(target);
    if (isHttp(to)) return to;
    throw new FetchError(
      'bad_redirect',
      `${from.host} redirects to ${to.protocol}, which is neither http: nor https:.`,
    );
  }

  #stop(error: FetchError): void {
    this.#stopped = error;
    this.#hop?.stop(error);
  }

  #late(): FetchError {
    const host = this.#url?.host ?? '';
    const after = sayDuration(this.#settings.totalTimeoutMs);
    return new FetchError('total_timeout', `${host} did not complete its answer within ${after}.`);
  }
}

function loop(url: URL): FetchError {
  return new FetchError('redirect_loop', `The redirects of this source go in a circle, by ${sayUrl(url)}.`);
}

function tooMany(url: URL, max: number): FetchError {
  return new FetchError(
    'too_many_redirects',
    `${sayUrl(url)} leads through more than ${max} redirects. Give the feed’s final address in config/sources.yaml.`,
  );
}
