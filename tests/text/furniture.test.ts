import { describe, expect, it } from 'vitest';
import { withoutFurniture } from '../../src/text/furniture.ts';

const story = 'Tugs pulled the ferry free at noon, and nobody was hurt.';

describe('withoutFurniture', () => {
  it.each([
    'Share',
    'Share this on Facebook',
    '14 comments',
    'Comments: 3',
    '3 min read',
    'Read more',
    'Continue reading at the Daily Example',
    'Weiterlesen',
    'The post Ferry aground appeared first on Daily Example.',
    'Teilen auf Facebook | Teilen auf X',
    'Partager sur WhatsApp',
    'Поділитися у Facebook | Поділитися у Telegram',
    'Photo: C. Holm/Daily Example',
    'Фото: Дарина Лугова/Вісник',
    'Image source, Daily Example',
    'A ferry in fog (Getty Images)',
    'Subscribe to our channel! http://daily.example/subscribe',
    'For more videos, click the link below:',
    '#ferry #harbour',
    'Read also: Harbour fees go up',
    '© 2024 Daily Example',
    '* * *',
  ])('drops %j', (line) => {
    expect(withoutFurniture([story, line])).toEqual([story]);
    expect(withoutFurniture([line, story])).toEqual([story]);
  });

  it.each([
    'Comments by the minister drew criticism.',
    'Photographs show the damage to the hull.',
    'Readers more than doubled.',
    'The figures were first reported by Reuters',
    'More than 100 people were on board.',
    'Images of the crash spread quickly.',
    'Share prices fell by five percent on Tuesday.',
    'Teilen ist schwer, sagt die Ministerin auf Facebook.',
    'Delen van de kust stonden onder water',
  ])('keeps %j', (line) => {
    expect(withoutFurniture([story, line])).toEqual([story, line]);
  });

  it.each([' […]', ' Read more...', ' Continue reading →', ' [link] [comments]', ' 14 comments', ' Share this story'])(
    'cuts %j off a text',
    (tail) => {
      expect(withoutFurniture([story + tail])).toEqual([story]);
    },
  );

  it('ends the story where other stories are listed', () => {
    expect(withoutFurniture([story, 'Similar news', 'Harbour fees go up', 'New buoys at last'])).toEqual([story]);
  });
});
