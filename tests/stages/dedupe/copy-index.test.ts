import { describe, expect, it } from 'vitest';
import { CopyIndex } from '../../../src/stages/dedupe/copy-index.ts';
import { TextReader } from '../../../src/text/words/reader.ts';
import { WordStatistics } from '../../../src/text/words/statistics.ts';
import { story } from '../story.ts';

const REPORT =
  'Harbour workers in Port Ellery walked out on Monday after talks over night shifts collapsed, leaving nine container ships waiting outside the breakwater and fishermen unable to land their catch before the spring fair.';
const BLURB =
  'Support the show and unlock bonus episodes, early access and a monthly letter from the hosts. Follow us wherever you listen, leave a rating, and tell a friend about us. Produced by Tall Tree Audio with music by Ana Lind and Bo Karr.';
const EDITED = REPORT.replace('on Monday ', '').replace('spring fair', 'spring market');

describe('CopyIndex', () => {
  it.each([
    [
      'same page',
      { urlKey: 'https://a.example/1' },
      { title: 'Quite another headline', urlKey: 'https://a.example/1' },
      'same-url',
    ],
    [
      'the wire text in another paper',
      { summary: REPORT },
      { title: 'Nine ships wait', summary: REPORT },
      'near-equal-text',
    ],
    [
      'a lightly edited text',
      { summary: REPORT },
      { title: 'Port Ellery dockers walk out', summary: EDITED },
      'near-equal-text',
    ],
    [
      'the wire text under a headline in other words',
      { summary: REPORT },
      { title: 'Ärger am Kai', summary: REPORT },
      'near-equal-text',
    ],
    [
      'near-equal text of one outlet',
      { summary: REPORT, outlet: 'a' },
      { summary: REPORT, outlet: 'a' },
      'near-equal-text',
    ],
    [
      'a headline that names its origin',
      { outlet: 'ellerynews.example' },
      { attribution: 'The Ellery News' },
      'same-origin',
    ],
    ['an origin that comes later', { attribution: 'Ellery News' }, { outlet: 'ellerynews.example' }, 'same-origin'],
    ['two that name one origin', { attribution: 'Ellery News' }, { attribution: 'Ellery News' }, 'same-origin'],
  ])('%s is a copy', (_, first, second, rule) => {
    const index = new CopyIndex(new TextReader(new WordStatistics()));
    index.add(story(1, 'Dockers walk out in Port Ellery', first), 70);
    const found = index.find(story(2, 'Dockers walk out in Port Ellery', { hour: 3, ...second }));
    expect(found).toMatchObject({ storyId: 70, because: { rule, with: 1 } });
    expect(found?.because.score).toBeGreaterThanOrEqual(found?.because.threshold as number);
  });

  it.each([
    ['an equal headline alone', {}, {}],
    ['an equal headline of one outlet on another day', { outlet: 'a' }, { outlet: 'a', hour: 24 }],
    ['the same text with other numbers', { summary: `${REPORT} 12 arrests.` }, { summary: `${REPORT} 31 arrests.` }],
    ['another text', { summary: REPORT }, { summary: REPORT.split(' ').reverse().join(' ') }],
    [
      'one description for two programmes of an outlet',
      { outlet: 'a', summary: REPORT },
      { outlet: 'a', summary: REPORT, title: 'Morning tide with Ulf' },
    ],
    [
      'a programme of an outlet that has one description for every day',
      { outlet: 'a', summary: REPORT },
      { outlet: 'a', summary: REPORT, hour: 24 },
    ],
    [
      'another article with the same blurb below it',
      { summary: BLURB },
      { title: 'Inside the chess scandal', summary: BLURB },
    ],
    [
      'another text under a headline that names the same third',
      { attribution: 'Ellery News', summary: REPORT },
      { attribution: 'Ellery News', summary: REPORT.split(' ').reverse().join(' ') },
    ],
    ['an attribution to a third outlet', { outlet: 'tide.example' }, { attribution: 'Ellery News' }],
    [
      'an attributed headline a month later',
      { outlet: 'ellerynews.example' },
      { attribution: 'Ellery News', hour: 720 },
    ],
  ])('%s is no copy', (_, first, second) => {
    const index = new CopyIndex(new TextReader(new WordStatistics()));
    index.add(story(1, 'Dockers walk out in Port Ellery', first), 70);
    expect(index.find(story(2, 'Dockers walk out in Port Ellery', second))).toBeNull();
  });

  it('forgets what is old and replaces what was edited', () => {
    const index = new CopyIndex(new TextReader(new WordStatistics()));
    index.add(story(1, 'First headline of the harbour', { urlKey: 'https://a.example/1' }), 70);
    index.add(story(1, 'First headline of the harbour', { urlKey: 'https://a.example/2' }), 70);
    expect(index.find(story(2, 'x', { urlKey: 'https://a.example/1' }))).toBeNull();
    expect(index.find(story(2, 'x', { urlKey: 'https://a.example/2' }))).not.toBeNull();
    index.forgetBefore(new Date('2031-03-15T00:00:00Z'));
    expect(index.size).toBe(0);
    expect(index.find(story(2, 'x', { urlKey: 'https://a.example/2' }))).toBeNull();
  });
});
