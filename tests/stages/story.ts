import type { StoryText } from '../../src/stages/cluster/event-index.ts';

const NOON = Date.UTC(2031, 2, 14, 12);
const HOUR = 3_600_000;

/** An item of an invented outlet; `hour` counts from a fixed noon. */
export function story(id: number, title: string, rest: Partial<StoryText> & { hour?: number } = {}): StoryText {
  const { hour = 0, ...fields } = rest;
  return {
    id,
    storyId: id,
    sourceId: id,
    outlet: `outlet${id}.example`,
    url: null,
    canonicalUrl: null,
    title,
    attribution: null,
    summary: '',
    language: 'en',
    priority: 0,
    at: new Date(NOON + hour * HOUR),
    ...fields,
  };
}
