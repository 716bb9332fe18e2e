import { HOUR } from '../../model/duration.ts';
import type { Candidate } from '../../model/publication.ts';

/** A report loses half of its weight in this time after the latest, and after the first one. */
const LATEST_HALF_LIFE_MS = 8 * HOUR;
const FIRST_HALF_LIFE_MS = 24 * HOUR;

/**
 * Ids by coverage and freshness, best first. Coverage counts by its logarithm: the tenth outlet says less than the second.
 * Two half-lives, so that an event that is still being reported stays up, but not for days.
 */
export function rank(candidates: readonly Candidate[], now: Date): number[] {
  const scored = candidates.map((candidate) => ({ id: candidate.id, score: scoreOf(candidate, now) }));
  return scored.sort((a, b) => b.score - a.score || b.id - a.id).map(({ id }) => id);
}

function scoreOf({ outletCount, firstAt, lastAt }: Candidate, now: Date): number {
  const halves = age(lastAt, now) / LATEST_HALF_LIFE_MS + age(firstAt, now) / FIRST_HALF_LIFE_MS;
  return Math.log1p(outletCount) * 2 ** -halves;
}

function age(at: Date, now: Date): number {
  return Math.max(0, now.getTime() - at.getTime());
}
