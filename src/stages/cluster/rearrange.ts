import type { Cluster } from './cluster.ts';
import { groupsOf, heirOf } from './heir.ts';
import type { Member } from './member.ts';
import { regroup } from './regroup.ts';
import type { ClusterRules } from './rules.ts';
import { areSeries } from './series.ts';
import type { StoryComparer } from './story-comparer.ts';

/** Stories that belong together after a new one has arrived. */
export interface Group {
  /** The cluster that goes on as this group; null: the group is a new cluster. */
  readonly clusterId: number | null;
  readonly members: readonly Member[];
  /** For each member the one of the group that it is most like. */
  readonly closest: ReadonlyMap<Member, Closest>;
}

/** What it takes to be one event. */
export interface Bar {
  /** Taken off the evidence that two are neighbours (see ClusterRules). */
  readonly bias: number;
  /** Mean likeness from which on two, three and more are one event. */
  readonly pairLikeness: number;
  readonly tripleLikeness: number;
  readonly likeness: number;
}

/** Mean likeness that a group of this size needs. */
export function leastOf({ pairLikeness, tripleLikeness, likeness }: Bar, size: number): number {
  return size === 2 ? pairLikeness : size === 3 ? tripleLikeness : likeness;
}

export interface Closest {
  readonly member: Member;
  /** 0 to 1. */
  readonly likeness: number;
}

/**
 * Regroups a new story with the small clusters around it: each story goes where it fits best, measured against the best
 * fit that it finds anywhere near. The first group holds the new story. A cluster goes on as the group that has most of
 * it; where several clusters fell into one group, the oldest goes on. Null: nobody goes anywhere, and the new story stays alone.
 */
export function rearrange(
  story: Member,
  clusters: readonly Cluster[],
  comparer: StoryComparer,
  rules: ClusterRules,
  bar: Bar,
): Group[] | null {
  const members = [story, ...clusters.flatMap((cluster) => cluster.members)];
  const alike = likenesses(members, comparer, rules, bar.bias);
  const wereAlone = members.length === clusters.length + 1;
  if (wereAlone && alike.every((likeness) => likeness < bar.likeness)) return null;
  const likeness = (i: number, j: number): number => alike[placeOf(i, j, members.length)] as number;
  const groups = regroup(members.length, likeness, bar.likeness)
    .flatMap((group) => convincing(group, likeness, bar))
    .sort((a, b) => (a[0] as number) - (b[0] as number));
  const ids = idsOf(
    groups.map((group) => group.map((at) => members[at] as Member)),
    clusters,
  );
  return groups.map((group, index) => {
    const closest = new Map<Member, Closest>();
    for (const at of group) {
      const others = group.filter((other) => other !== at);
      others.sort((a, b) => likeness(at, b) - likeness(at, a));
      const [first] = others;
      if (first === undefined) continue;
      closest.set(members[at] as Member, { member: members[first] as Member, likeness: likeness(at, first) });
    }
    return { clusterId: ids[index] ?? null, members: group.map((at) => members[at] as Member), closest };
  });
}

/**
 * Drops members one by one, the worst fit first, until the rest are alike enough on average; each one dropped is a group of
 * its own.
 */
function convincing(group: readonly number[], likeness: (i: number, j: number) => number, bar: Bar): number[][] {
  const fits = group.map((at) => group.reduce((sum, other) => sum + (other === at ? 0 : likeness(at, other)), 0));
  const mean = fits.reduce((sum, fit) => sum + fit, 0) / (group.length * Math.max(1, group.length - 1));
  if (group.length < 2 || mean >= leastOf(bar, group.length)) return [[...group]];
  const outsider = fits.lastIndexOf(Math.min(...fits));
  return [
    ...convincing(
      group.filter((_, index) => index !== outsider),
      likeness,
      bar,
    ),
    [group[outsider] as number],
  ];
}

/** Where what is said of two of so many stands in a table, whichever comes first. */
function placeOf(i: number, j: number, size: number): number {
  return i < j ? i * size + j : j * size + i;
}

/** How alike two members are: by their cosine, and by how near that comes to the best that either has here. */
function likenesses(
  members: readonly Member[],
  comparer: StoryComparer,
  rules: ClusterRules,
  ground: number,
): Float64Array {
  const size = members.length;
  const table = cosines(members, comparer, rules);
  const best = bestOfEach(table, size);
  for (let i = 0; i < size; i += 1) {
    for (let j = i + 1; j < size; j += 1) {
      const place = placeOf(i, j, size);
      const cosine = table[place] as number;
      table[place] = 0;
      if (cosine < rules.neighbourMin) continue;
      const first = members[i] as Member;
      const second = members[j] as Member;
      const relative = cosine / Math.sqrt((best[i] as number) * (best[j] as number));
      const bias = ground + (first.brief && second.brief ? rules.neighbourBiasBrief : 0);
      table[place] = areSeries(first, second)
        ? Number.NEGATIVE_INFINITY
        : 1 / (1 + Math.exp(bias - rules.neighbourCosine * cosine - rules.neighbourRelative * relative));
    }
  }
  return table;
}

/** Cosines of all pairs; 0 where one word in common may be a coincidence. */
function cosines(members: readonly Member[], comparer: StoryComparer, rules: ClusterRules): Float64Array {
  const size = members.length;
  const table = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    comparer.hold(members[i] as Member);
    for (let j = i + 1; j < size; j += 1) {
      const likeness = comparer.likeness(members[j] as Member);
      if (comparer.shared > 1 || likeness >= rules.neighbourOneWord) table[placeOf(i, j, size)] = likeness;
    }
  }
  return table;
}

/** The highest that each has with any other. */
function bestOfEach(table: Float64Array, size: number): Float64Array {
  const best = new Float64Array(size);
  for (let i = 0; i < size; i += 1) {
    for (let j = i + 1; j < size; j += 1) {
      const value = table[placeOf(i, j, size)] as number;
      best[i] = Math.max(best[i] as number, value);
      best[j] = Math.max(best[j] as number, value);
    }
  }
  return best;
}

/** Which cluster each group goes on as. */
function idsOf(groups: readonly Member[][], clusters: readonly Cluster[]): (number | undefined)[] {
  const claims = clusters.flatMap((cluster) =>
    groups.flatMap((group, index) => {
      const share = cluster.members.filter((member) => group.includes(member));
      if (share.length === 0) return [];
      const oldest = Math.min(...share.map(({ storyId }) => storyId));
      return [{ index, id: cluster.id, size: share.length, whole: share.length === cluster.members.length, oldest }];
    }),
  );
  claims.sort((a, b) => b.size - a.size || a.id - b.id || a.oldest - b.oldest);
  const ids: (number | undefined)[] = groups.map(() => undefined);
  claim(claims, ids);
  // Where whole clusters fell into one group the oldest id stays; who had the group before goes on as what is left of it.
  for (const { index, id, whole } of claims) if (whole && id < (ids[index] as number)) ids[index] = id;
  claim(claims, ids);
  giveWayToOlder(groups, clusters, ids);
  claim(claims, ids);
  return ids;
}

/** A cluster that is torn apart may find no group that is its own: it then takes the place of a younger one, and never ends in it. */
function giveWayToOlder(groups: readonly Member[][], clusters: readonly Cluster[], ids: (number | undefined)[]): void {
  const groupOf = groupsOf(groups);
  const heirs = clusters.map((cluster) => ({ id: cluster.id, index: heirOf(cluster, groupOf) }));
  const isBefore = (id: number, other: number | undefined): boolean => other === undefined || id < other;
  // Each round makes one id of the list older, so it ends.
  for (;;) {
    const ending = heirs.find(({ id, index }) => !ids.includes(id) && isBefore(id, ids[index]));
    if (!ending) return;
    ids[ending.index] = ending.id;
  }
}

interface Claim {
  readonly index: number;
  readonly id: number;
}

/** Gives groups without an id the first cluster that claims them and is not given yet. */
function claim(claims: readonly Claim[], ids: (number | undefined)[]): void {
  for (const { index, id } of claims) if (ids[index] === undefined && !ids.includes(id)) ids[index] = id;
}
