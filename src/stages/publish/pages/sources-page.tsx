import { DAY, HOUR, MINUTE, sayDuration } from '../../../model/duration.ts';
import { type ConfigMistake, sayMistake } from '../../../model/errors.ts';
import { everything } from '../../../model/filter.ts';
import type { PollMark, SourceHealth } from '../../../model/publication.ts';
import { count } from '../../../text/amounts.ts';
import { sayAge, sayMinute } from '../ages.ts';
import { feedUrl, plain, webUrl } from '../safe.ts';
import { document, Layout, type PageContext } from './layout.tsx';
import { Age } from './parts.tsx';
import { PollStrip } from './poll-strip.tsx';

/** What a source is in at present, worst first; the order of the page. */
const STATES = ['failing', 'gone', 'new', 'paused', 'fine'] as const;
type State = (typeof STATES)[number];

/**
 * Every source: how it is, how often it brings something, its last polls, and its last error. On top, the mistakes of an edit
 * that is not in force for them.
 */
export function sourcesPage(
  sources: readonly SourceHealth[],
  mistakes: readonly ConfigMistake[],
  context: PageContext,
): string {
  const byState = new Map(STATES.map((state) => [state, sources.filter((source) => stateOf(source) === state)]));
  const said = STATES.flatMap((state) => {
    const number = byState.get(state)?.length ?? 0;
    return number > 0 ? [`${number} ${state}`] : [];
  });
  return document(
    <Layout context={context} title={`Sources · ${context.site.title}`} feed={everything} current="sources">
      <header class="page-head">
        <h1>Sources</h1>
        <p class="meta">
          {count(sources.length, 'source')}
          {said.length > 0 && `: ${said.join(', ')}`}. They are named in <code>config/sources.yaml</code>.
        </p>
      </header>
      {mistakes.length > 0 && <Mistakes mistakes={mistakes} />}
      <table class="sources">
        <caption class="visually-hidden">Health of every source</caption>
        <thead>
          <tr>
            <th scope="col">Source</th>
            <th scope="col">State</th>
            <th scope="col">Rhythm</th>
            <th scope="col">Last polls</th>
          </tr>
        </thead>
        <tbody>
          {[...byState].flatMap(([state, list]) =>
            list.map((source) => <SourceRow source={source} state={state} context={context} />),
          )}
        </tbody>
      </table>
    </Layout>,
  );
}

/** Names of files only: where they lie on the server is nobody's business. */
function Mistakes({ mistakes }: { mistakes: readonly ConfigMistake[] }) {
  return (
    <section class="config-mistakes" role="alert">
      <p>The last edit of the config is not in force, because of {count(mistakes.length, 'mistake')}:</p>
      <ul>
        {mistakes.map((mistake) => (
          <li>{plain(sayMistake({ ...mistake, file: mistake.file.replace(/^.*[\\/]/, '') }))}</li>
        ))}
      </ul>
    </section>
  );
}

function stateOf({ enabled, status }: SourceHealth): State {
  if (!enabled) return 'paused';
  return status === 'ok' ? 'fine' : status;
}

function SourceRow({ source, state, context }: { source: SourceHealth; state: State; context: PageContext }) {
  const { addresses, now } = context;
  const site = webUrl(source.siteUrl);
  const filter = { ...everything, source: [String(source.id)] };
  return (
    <tr>
      <th scope="row">
        <a href={addresses.latest(filter)} dir="auto">
          {plain(source.title)}
        </a>
        <span class="meta">
          {source.outlet !== source.title && (
            <>
              <bdi>{plain(source.outlet)}</bdi>
              {' · '}
            </>
          )}
          {site && (
            <a href={site} rel="external noopener">
              site
            </a>
          )}
          {site && ' · '}
          <a href={feedUrl(source.url) ?? undefined} rel="external noopener">
            feed
          </a>
          {source.categories.length > 0 && ` · ${source.categories.map(plain).join(', ')}`}
        </span>
      </th>
      <td>
        <span class={`state ${state}`}>{state}</span>
        <p class="meta">{sayState(source, state, now)}</p>
      </td>
      <td>
        {sayRhythm(source)}
        <p class="meta">{sayPolling(source, now)}</p>
      </td>
      <td>
        <PollStrip polls={source.polls} />
        <p class="meta">
          {source.lastPollAt ? <Age at={source.lastPollAt} now={now} /> : 'never polled'}
          {source.polls.length > 0 && <span class="visually-hidden">: {sayPolls(source.polls)}</span>}
        </p>
      </td>
    </tr>
  );
}

function sayState(source: SourceHealth, state: State, now: Date): string {
  if (state === 'paused') return 'Switched off in the config.';
  if (state === 'gone') return `The publisher says it is gone for good. ${source.lastError ?? ''}`.trim();
  if (state === 'new') return 'Waits for its first poll.';
  const warning = source.warnings.map(plain).join(' ');
  if (state === 'fine') return source.movedTo ? `Moved to ${source.movedTo}. ${warning}`.trim() : warning;
  const since = source.lastSuccessAt ? `Last worked ${sayAge(source.lastSuccessAt, now)}` : 'Has never worked';
  return `${plain(source.lastError ?? 'No reason is known.')} ${since}; ${count(source.failures, 'failure')} in a row.`;
}

/** How often it brings something new, judged by its last week. */
function sayRhythm({ itemsWeek, itemsTotal }: SourceHealth): string {
  if (itemsTotal === 0) return 'nothing yet';
  if (itemsWeek === 0) return 'silent for a week';
  const daily = itemsWeek / 7;
  return daily >= 1 ? `${Math.round(daily).toLocaleString('en')} a day` : `${itemsWeek} a week`;
}

/** The interval in force, as the schedule chose it after the last poll; of a source that fails, only when it is tried again. */
function sayPolling({ lastPollAt, nextPollAt, enabled, status }: SourceHealth, now: Date): string {
  if (!enabled) return '';
  const wait = nextPollAt.getTime() - now.getTime();
  const next = wait <= 0 ? 'due now' : `next in ${sayDuration(roundSpan(wait))}`;
  if (status !== 'ok' || lastPollAt === null || nextPollAt <= lastPollAt) return next;
  return `polled every ${sayDuration(roundSpan(nextPollAt.getTime() - lastPollAt.getTime()))}, ${next}`;
}

/** Seconds say nothing about a rhythm of minutes. */
function roundSpan(ms: number): number {
  const step = ms >= DAY ? HOUR : ms >= 2 * MINUTE ? MINUTE : 1000;
  return Math.max(step, Math.round(ms / step) * step);
}

function sayPolls(polls: readonly PollMark[]): string {
  const failed = polls.filter(({ outcome }) => outcome === 'failed' || outcome === 'gone');
  const latest = polls.at(-1) as PollMark;
  return `${count(polls.length, 'poll')}, ${failed.length} failed, the latest ${latest.outcome} at ${sayMinute(latest.at)}`;
}
