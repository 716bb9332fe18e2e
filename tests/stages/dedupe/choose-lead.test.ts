import { describe, expect, it } from 'vitest';
import { chooseLead } from '../../../src/stages/dedupe/choose-lead.ts';
import { story } from '../story.ts';

describe('chooseLead', () => {
  it.each([
    ['the original over an attributed one', { attribution: 'Ellery News', priority: 9 }, {}],
    ['then the higher priority', { summary: 'long text' }, { priority: 1 }],
    ['then the fuller text', { summary: 'text', hour: -5 }, { summary: 'fuller text' }],
    ['then the earlier', { hour: 1 }, {}],
  ])('takes %s', (_, other, lead) => {
    const items = [story(1, 'A', other), story(2, 'A', lead)];
    expect(chooseLead(items).id).toBe(2);
    expect(chooseLead(items.reverse()).id).toBe(2);
  });

  it('says what is missing when there is no item', () => {
    expect(() => chooseLead([])).toThrow('expected at least one item');
  });
});
