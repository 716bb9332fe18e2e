import type { StoryText } from '../../src/stages/cluster/member.ts';

const NOON = Date.UTC(2031, 2, 14, 12);
const HOUR = 3_600_000;

/** An item of an invented outlet; `hour` counts from a fixed noon. */
export function story(id: number, title: string, rest: Partial<StoryText> & { hour?: number } = {}): StoryText {
  const { hour = 0, ...fields } = rest;
  return {
    id,
    storyId: id,
    outlet: `outlet${id}.example`,
    urlKey: null,
    title,
    attribution: null,
    summary: '',
    language: 'en',
    priority: 0,
    at: new Date(NOON + hour * HOUR),
    ...fields,
  };
}

/** An event that becomes large: a story that came before anything happened, eight of what happened, and one more. */
export const FERRY_DISASTER = {
  before: 'Overcrowded ferry leaves Port Ellery in spite of storm warning',
  stories: [
    'Ferry capsizes off Port Ellery, dozens rescued',
    'Port Ellery ferry: captain questioned by police',
    'What we know about the Ellery ferry disaster',
    'Divers search sunken ferry off Port Ellery',
    'Ellery mourns victims of ferry disaster',
    'Ferry owner in Port Ellery denies neglect',
    'Minister visits Port Ellery after ferry disaster',
    'Port Ellery ferry sank within minutes, survivors say',
  ],
  next: 'Second ferry captain arrested in Port Ellery',
};
