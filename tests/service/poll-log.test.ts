import { describe, expect, it } from 'vitest';
import type { Landed } from '../../src/pipeline/land.ts';
import { PollLog } from '../../src/service/poll-log.ts';
import { capturedLog } from '../support/captured-log.ts';

const HEADLINE = 'hardly any source can be reached';

/** `3!`: the source of host 3 cannot be reached; `3?`: it answers with an error; `3`: it brings something; `3=`: nothing new. */
function landed(text: string): Landed {
  const host = `h${text.replace(/\D/g, '')}.example`;
  const failure = { '!': 'dns_failed', '?': 'http_500' }[text.slice(-1)];
  const poll = {
    outcome: 'unchanged',
    tookMs: 1,
    errorCode: failure ?? null,
    error: failure ? `${host} fails.` : null,
  };
  const fresh = /\d$/.test(text) ? 1 : 0;
  const source = { host, url: `https://anna:geheim@${host}/rss` };
  return { source, poll, fresh, edited: 0, nextPollAt: new Date(0) } as unknown as Landed;
}

/** What is logged from info on, of rounds of polls that land one by one. */
function told(...rounds: string[]) {
  const { log, lines, text } = capturedLog();
  const polls = new PollLog(log);
  for (const round of rounds) {
    const each = round.split(' ');
    each.forEach((poll, index) => {
      polls.landed([landed(poll)], index < each.length - 1);
    });
  }
  expect(text()).not.toContain('geheim');
  const said = lines.filter(({ level }) => level > 20).map(({ msg }) => msg.split(':')[0]);
  return { said, debug: lines.filter(({ level }) => level === 20).length };
}

describe('the log of polls', () => {
  it.each([
    ['one source that fails', ['1!'], ['h1.example fails.'], 0],
    ['one of many', ['1 2 3! 4= 5'], ['polled', 'polled', 'h3.example fails.', 'polled'], 1],
    ['all of a few', ['1! 2! 3!'], ['h1.example fails.', 'h2.example fails.', 'h3.example fails.'], 0],
    ['no network', ['1! 2! 3! 4! 5! 6! 7!'], [HEADLINE], 7],
    ['no network, again and again', ['1! 2! 3! 4! 5!', '1! 2! 3! 4! 5!', '1! 2!'], [HEADLINE], 12],
    ['one machine of ours answers, the world does not', ['0= 1! 2! 3! 4! 5! 6! 7! 8! 9! 10!', '0='], [HEADLINE], 12],
    ['one host with many feeds', ['1! 1! 1! 1! 1! 1!'], Array(6).fill('h1.example fails.'), 0],
    [
      'servers that answer, if only with errors',
      ['1? 2? 3? 4? 5? 6?'],
      Array.from({ length: 6 }, (_, n) => `h${n + 1}.example fails.`),
      0,
    ],
    [
      'a network that comes back',
      ['1! 2! 3! 4! 5! 6!', '1 2 3 4 5 6 7'],
      [HEADLINE, 'polled', 'polled', 'polled', 'polled', 'polled', 'polled', 'sources can be reached again', 'polled'],
      6,
    ],
  ])('%s', (_, rounds, said, debug) => {
    expect(told(...rounds)).toEqual({ said, debug });
  });
});
