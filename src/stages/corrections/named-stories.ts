import type { Corrections } from '../../model/corrections.ts';
import {
  afterMerges,
  type ClusterChange,
  type Explanation,
  type Placement,
  withChanges,
} from '../../model/decision.ts';
import { referenceKey } from '../../text/reference-key.ts';
import { Ties } from './ties.ts';

/** A story that a correction names, under one of its keys (see text/reference-key.ts), and where it is. */
export interface NamedStory {
  readonly key: string;
  readonly storyId: number;
  readonly clusterId: number;
}

export interface NewStoryKeys {
  readonly storyId: number;
  readonly keys: readonly string[];
}

const ALONE: Omit<Placement, 'near'> = { joins: null, merges: [], moves: [], follows: null };

/**
 * The stories that corrections name, and what is allowed to them. Knows of other stories nothing, so it costs next to nothing
 * however many there are.
 */
export class NamedStories {
  /** All keys that the corrections name. */
  readonly keys: ReadonlySet<string>;
  /** Keys that are to be in one cluster. */
  readonly #ties = new Ties<string>();
  readonly #tied = new Set<string>();
  readonly #apart: readonly (readonly [string, string])[];
  readonly #storyOf = new Map<string, number>();
  readonly #clusterOf = new Map<number, number>();

  constructor({ together, apart }: Corrections) {
    const keysOf = (articles: readonly string[]): string[] =>
      articles.flatMap((article) => referenceKey(article) ?? []);
    const groups = together.map(keysOf);
    for (const [first, ...others] of groups) for (const key of others) this.#ties.tie(first as string, key);
    for (const key of groups.flat()) this.#tied.add(key);
    this.#apart = apart.map(keysOf).flatMap(([a, b]) => (a && b ? [[a, b] as const] : []));
    this.keys = new Set([...this.#tied, ...this.#apart.flat()]);
  }

  /** Notes where a story is. */
  note({ key, storyId, clusterId }: NamedStory): void {
    this.#storyOf.set(key, storyId);
    this.#clusterOf.set(storyId, clusterId);
  }

  /** Whether an item with these keys may be taken for a copy of a story. */
  mayCopy(keys: readonly string[], storyId: number): boolean {
    return !this.#pairsOf(keys).some((other) => this.#storyOf.get(other) === storyId);
  }

  /**
   * Makes the placement of a new story obey. A story that belongs with others joins them. Of what would join stories that
   * are to be apart, or part stories that are to be together, nothing is done; a story that may not join founds a cluster. What is
   * near it stays so: stories that are apart may be similar news.
   */
  obey(story: NewStoryKeys, placement: Placement, nextClusterId: number): Placement {
    const companion = this.#companionOf(story.keys);
    let wanted = placement;
    if (companion && afterMerges(companion.clusterId, placement.merges) !== placement.joins?.clusterId) {
      const { storyId, clusterId } = companion;
      wanted = {
        ...ALONE,
        near: placement.near,
        joins: { fits: clusterId, clusterId, because: corrected(storyId) },
      };
    }
    return this.#apart.length + this.#tied.size === 0 ? wanted : this.#allowed(story, wanted, nextClusterId);
  }

  /** Follows what was done in the end. */
  follow({ storyId, keys }: NewStoryKeys, { merges, moves }: Placement, clusterId: number): void {
    for (const change of [...moves, ...merges]) apply(change, this.#clusterOf);
    for (const key of keys) if (this.keys.has(key)) this.note({ key, storyId, clusterId });
  }

  /** Pairs of stories that are to be apart: keys by which both are known. */
  get pairs(): readonly { readonly keys: readonly [string, string]; readonly stories: readonly [number, number] }[] {
    return this.#apart.flatMap((keys) => {
      const [a, b] = keys.map((key) => this.#storyOf.get(key));
      return a === undefined || b === undefined ? [] : [{ keys, stories: [a, b] as const }];
    });
  }

  /** Lists of at least two stories that are to be together, oldest first. */
  get groups(): number[][] {
    const ties = new Ties<number>();
    const first = new Map<string, number>();
    for (const [key, storyId] of this.#storyOf) {
      if (!this.#tied.has(key)) continue;
      const root = this.#ties.rootOf(key);
      const other = first.get(root);
      if (other === undefined) first.set(root, storyId);
      else ties.tie(other, storyId);
    }
    const groups = new Map<number, number[]>();
    for (const storyId of [...new Set(this.#storyOf.values())].sort((a, b) => a - b)) {
      const root = ties.rootOf(storyId);
      groups.set(root, [...(groups.get(root) ?? []), storyId]);
    }
    return [...groups.values()].filter((group) => group.length > 1);
  }

  /** Where each named story is. */
  get clusters(): ReadonlyMap<number, number> {
    return this.#clusterOf;
  }

  #companionOf(keys: readonly string[]): { storyId: number; clusterId: number } | null {
    const roots = new Set(keys.filter((key) => this.#tied.has(key)).map((key) => this.#ties.rootOf(key)));
    if (roots.size === 0) return null;
    const stories = [...this.#storyOf].filter(([key]) => this.#tied.has(key) && roots.has(this.#ties.rootOf(key)));
    const [storyId] = stories.map(([, id]) => id).sort((a, b) => a - b);
    return storyId === undefined ? null : { storyId, clusterId: this.#clusterOf.get(storyId) as number };
  }

  #pairsOf(keys: readonly string[]): string[] {
    return this.#apart.flatMap(([a, b]) => (keys.includes(a) ? [b] : keys.includes(b) ? [a] : []));
  }

  #allowed(story: NewStoryKeys, placement: Placement, nextClusterId: number): Placement {
    let clusters = new Map(this.#clusterOf);
    const apart = this.pairs.map(({ stories }) => stories);
    for (const key of this.#pairsOf(story.keys)) {
      const other = this.#storyOf.get(key);
      if (other !== undefined) apart.push([other, story.storyId]);
    }
    const violated = (at: ReadonlyMap<number, number>): boolean =>
      apart.some(([a, b]) => at.get(a) !== undefined && at.get(a) === at.get(b));
    if (violated(clusters)) return placement;
    clusters.set(story.storyId, placement.joins?.fits ?? nextClusterId);
    if (violated(clusters)) return { ...ALONE, near: placement.near };
    const still = new Set(this.groups.flat());
    const keep = (change: ClusterChange): boolean => {
      if ('storyId' in change && still.has(change.storyId)) return false;
      const after = new Map(clusters);
      apply(change, after);
      if (violated(after)) return false;
      clusters = after;
      return true;
    };
    return withChanges(placement, keep);
  }
}

/** Why something is where it is: somebody said so. `other`: the story that it was named with. */
export function corrected(other: number | null): Explanation {
  return { rule: 'correction', score: 1, threshold: 1, words: [], with: other };
}

function apply(change: ClusterChange, clusters: Map<number, number>): void {
  if ('storyId' in change) {
    if (clusters.has(change.storyId)) clusters.set(change.storyId, change.into);
    return;
  }
  for (const [storyId, clusterId] of clusters) if (clusterId === change.from) clusters.set(storyId, change.into);
}
