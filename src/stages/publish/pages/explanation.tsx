import type { Explanation } from '../../../model/decision.ts';
import { plain } from '../safe.ts';

/** What a rule means, for a person. An unknown rule is shown by its name. */
export const RULES: Readonly<Record<string, string>> = {
  'same-url': 'the same page',
  'same-origin': 'both name the same origin',
  'near-equal-text': 'nearly the same text',
  'shared-rare-words': 'they share rare words',
  'one-event': 'a later story tied both together',
  'close-neighbours': 'nearest in words to each other',
  'fits-nowhere': 'nothing else was near it in the cluster that it left',
  correction: 'corrected by hand',
  'placed-anew': 'changed settings or corrections place it here',
};

const WORDS_SHOWN = 8;

/** Why two things were put together: rule, score and the words that did it. */
export function Because({ because }: { because: Explanation }) {
  const words = because.words.slice(0, WORDS_SHOWN);
  return (
    <span class="because">
      {RULES[because.rule] ?? because.rule}
      {words.length > 0 && (
        <>
          {': '}
          {words.map(({ word }, at) => (
            <>
              {at > 0 && ' '}
              <mark dir="auto">{plain(word)}</mark>
            </>
          ))}
        </>
      )}
      {because.threshold !== because.score && (
        <span class="score">
          {' '}
          score {say(because.score)}, needed {say(because.threshold)}
        </span>
      )}
    </span>
  );
}

function say(score: number): string {
  return String(Math.round(score * 100) / 100);
}
