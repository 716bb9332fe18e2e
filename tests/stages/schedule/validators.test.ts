import { expect, it } from 'vitest';
import { DAY, HOUR } from '../../../src/model/duration.ts';
import { validatorsToSend } from '../../../src/stages/schedule/validators.ts';

const validators = { etag: '"1"', lastModified: 'Mon, 02 Feb 2026 10:00:00 GMT', bodyHash: 'abc' };
const whole = { etag: null, lastModified: null, bodyHash: 'abc' };
const start = Date.parse('2026-03-04T12:00:00Z');

/** What is sent on every poll of four weeks. */
function month(url: string, everyMs: number) {
  return Array.from({ length: (28 * DAY) / everyMs }, (_, poll) => {
    const claimedAt = new Date(start + (poll + 1) * everyMs);
    return validatorsToSend({ url, validators, lastPollAt: new Date(claimedAt.getTime() - everyMs), claimedAt });
  });
}

it.each([HOUR / 4, HOUR, 12 * HOUR, DAY])('of polls every %s ms, one a week asks for the whole feed', (everyMs) => {
  const polls = month('https://harbour.example/feed', everyMs);
  expect(polls.filter((sent) => sent.etag === null)).toEqual([whole, whole, whole, whole]);
  expect(polls.find((sent) => sent.etag !== null)).toEqual(validators);
});

it('does so at other times for other sources', () => {
  const firsts = Array.from({ length: 100 }, (_, index) =>
    month(`https://harbour.example/${index}`, HOUR).findIndex((sent) => sent.etag === null),
  );
  expect(new Set(firsts).size).toBeGreaterThan(60);
});

it('sends what is known, which is nothing, the first time', () => {
  const known = { url: 'https://harbour.example/feed', validators, lastPollAt: null, claimedAt: new Date(start) };
  expect(validatorsToSend(known)).toBe(validators);
});
