import { createHash } from 'node:crypto';
import { DAY, sayDuration } from '../../model/duration.ts';
import {
  type Body,
  type Exchange,
  type FetchFailure,
  type FetchFailureCode,
  type FetchResult,
  lengthOf,
  type Validators,
} from '../../model/poll.ts';
import { explainStatus } from './explain.ts';
import { fieldOf, readRetryAfter, readValidators } from './headers.ts';
import type { Answer } from './hop.ts';
import { readHtmlPage } from './html-page.ts';

/** What an answer means for a source whose last body had the validators `last`. */
export function judge(answer: Answer, last: Validators, exchange: Exchange, now: number): FetchResult {
  const { status, headers, body } = answer;
  if (status === 304) return notModified(answer, last, exchange);
  const url = new URL(exchange.finalUrl);
  if (body === null || status === 204 || status === 206) return refused(answer, exchange, url, now);
  if (lengthOf(body) === 0) return failure('empty_body', `${url.host} sent an empty page.`, exchange);
  const page = readHtmlPage(body, url);
  if (page) {
    const failed = failure('html_page', sayHtmlPage(url.host, page.feedUrl), exchange);
    return page.feedUrl === null ? failed : { ...failed, feedUrl: page.feedUrl };
  }
  const bodyHash = hashOf(body);
  return {
    ...exchange,
    kind: 'body',
    body,
    contentType: fieldOf(headers, 'content-type'),
    validators: readValidators(headers, bodyHash),
    unchanged: bodyHash === last.bodyHash,
  };
}

function hashOf(body: Body): string {
  const hash = createHash('sha256');
  for (const piece of body) hash.update(piece);
  return hash.digest('hex');
}

/** A request that brought no feed. */
export function failure(code: FetchFailureCode, message: string, exchange: Exchange): FetchFailure {
  return { ...exchange, kind: 'failed', code, message, retryAfterMs: null, gone: false };
}

function notModified({ headers }: Answer, last: Validators, exchange: Exchange): FetchResult {
  if (last.etag === null && last.lastModified === null) {
    const message = `${new URL(exchange.finalUrl).host} says that nothing changed (304) although we have nothing yet.`;
    return failure('unexpected_304', message, exchange);
  }
  const fresh = readValidators(headers, last.bodyHash);
  const validators = {
    etag: fresh.etag ?? last.etag,
    lastModified: fresh.lastModified ?? last.lastModified,
    bodyHash: last.bodyHash,
  };
  return { ...exchange, kind: 'not-modified', validators };
}

function refused({ status, headers }: Answer, exchange: Exchange, url: URL, now: number): FetchResult {
  const retryAfterMs = readRetryAfter(headers, now);
  const asked = retryAfterMs !== null && retryAfterMs > 0 && (status === 429 || status === 503);
  const quiet = asked ? sayDuration(Math.min(retryAfterMs, DAY)) : null;
  const message = explainStatus(status, url.host, quiet);
  return { ...exchange, kind: 'failed', code: `http_${status}`, message, retryAfterMs, gone: status === 410 };
}

function sayHtmlPage(host: string, feedUrl: string | null): string {
  const advice = feedUrl
    ? `It offers the feed ${feedUrl}: put that address into config/sources.yaml.`
    : 'Look for the address of its feed and put that into config/sources.yaml.';
  return `${host} sent a web page, not a feed. ${advice}`;
}
