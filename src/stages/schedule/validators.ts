import { DAY } from '../../model/duration.ts';
import type { Validators } from '../../model/poll.ts';
import type { ClaimedSource } from '../../model/source.ts';
import { fractionOf } from './interval.ts';

const WEEK = 7 * DAY;

/**
 * What to ask a source with. Once a week, at a time of its own, it is asked for its whole feed whatever it says about
 * changes: a server or cache that repeats a 304 for ever is found out, for one body in hundreds of polls. The hash is kept,
 * so that an unchanged body is still not parsed.
 */
export function validatorsToSend(
  source: Pick<ClaimedSource, 'url' | 'validators' | 'lastPollAt' | 'claimedAt'>,
): Validators {
  const { url, validators, lastPollAt, claimedAt } = source;
  const weekOf = (at: Date) => Math.floor(at.getTime() / WEEK + fractionOf(url));
  if (lastPollAt === null || weekOf(lastPollAt) === weekOf(claimedAt)) return validators;
  return { etag: null, lastModified: null, bodyHash: validators.bodyHash };
}
