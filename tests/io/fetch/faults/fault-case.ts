import type { FetchedBody, FetchFailureCode, FetchResult, Validators } from '../../../../src/model/poll.ts';
import type { Behaviour } from '../fault-server.ts';

export interface FaultCase {
  readonly name: string;
  readonly when: Behaviour;
  /** A body in one piece. */
  readonly outcome:
    | Partial<Exclude<FetchResult, FetchedBody>>
    | Partial<Omit<FetchedBody, 'body'> & { body: Buffer }>
    | { code: FetchFailureCode };
  /** What the message must say, beside being a sentence. */
  readonly says?: RegExp;
  readonly known?: Partial<Validators>;
}

export const FEED = '<rss version="2.0"><channel><title>The Harbour Post</title></channel></rss>';

export const body = (text: string | Uint8Array = FEED) => ({ kind: 'body', body: Buffer.from(text) }) as const;
export const failed = (code: FetchFailureCode) => ({ kind: 'failed', code }) as const;
