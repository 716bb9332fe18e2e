import type { ClusterChange, Move } from '../../model/decision.ts';
import { corrected, type NamedStories } from './named-stories.ts';

/** What must change so that the stories stand as the corrections say. */
export interface Enforcement {
  /** Articles that were taken for copies of a story and are to be one of their own, in a cluster of their own. */
  readonly splits: readonly Split[];
  /** In the order in which they are to be done. */
  readonly changes: readonly ClusterChange[];
  /** Clusters that `splits` and `changes` found. */
  readonly founded: readonly { readonly id: number; readonly leadStoryId: number }[];
}

export interface Split {
  /** Of the articles that leave; the others stay. */
  readonly key: string;
  readonly from: number;
  readonly storyId: number;
  readonly move: Move;
}

/**
 * Says what to change in stories that were braided before a correction was written. Clusters whose stories belong together
 * become one, the oldest, unless something in one is to be apart from something in the other: then only the named stories
 * go. Of a pair in one cluster the second goes, with what belongs to it. Nothing is left to do when it is asked again.
 */
export function enforce(
  named: NamedStories,
  next: { readonly nextStoryId: number; readonly nextClusterId: number },
): Enforcement {
  const draft = new Draft(named, next.nextStoryId, next.nextClusterId);
  for (const group of named.groups) draft.join(group);
  for (const pair of named.pairs) draft.part(pair);
  return draft;
}

class Draft implements Enforcement {
  readonly splits: Split[] = [];
  readonly changes: ClusterChange[] = [];
  readonly founded: { id: number; leadStoryId: number }[] = [];
  readonly #named: NamedStories;
  readonly #clusters: Map<number, number>;
  #nextStoryId: number;
  #nextClusterId: number;

  constructor(named: NamedStories, nextStoryId: number, nextClusterId: number) {
    this.#named = named;
    this.#clusters = new Map(named.clusters);
    this.#nextStoryId = nextStoryId;
    this.#nextClusterId = nextClusterId;
  }

  join(group: readonly number[]): void {
    const [into, ...others] = [...new Set(group.map((story) => this.#at(story)))].sort((a, b) => a - b);
    for (const from of others) {
      const companion = group.find((story) => this.#at(story) === into) ?? null;
      const because = corrected(companion);
      if (this.#mayMerge(from, into as number)) {
        this.changes.push({ from, into: into as number, because });
        for (const [story, cluster] of this.#clusters) if (cluster === from) this.#clusters.set(story, into as number);
      } else {
        for (const story of group.filter((each) => this.#at(each) === from)) {
          this.#move({ storyId: story, from, into: into as number, because });
        }
      }
    }
  }

  part({ keys, stories: [first, second] }: NamedStories['pairs'][number]): void {
    const from = this.#at(first);
    if (from !== this.#at(second)) return;
    const into = this.#nextClusterId++;
    const because = corrected(first);
    if (first === second) {
      const storyId = this.#nextStoryId++;
      this.splits.push({ key: keys[1], from: first, storyId, move: { storyId, from, into, because } });
      this.founded.push({ id: into, leadStoryId: storyId });
      return;
    }
    const leaving = this.#named.groups.find((group) => group.includes(second)) ?? [second];
    for (const storyId of leaving) if (this.#at(storyId) === from) this.#move({ storyId, from, into, because });
    this.founded.push({ id: into, leadStoryId: second });
  }

  #at(storyId: number): number {
    return this.#clusters.get(storyId) as number;
  }

  #move(move: Move): void {
    this.changes.push(move);
    this.#clusters.set(move.storyId, move.into);
  }

  #mayMerge(from: number, into: number): boolean {
    return !this.#named.pairs.some(({ stories }) => {
      const clusters = stories.map((story) => this.#at(story));
      return clusters.includes(from) && clusters.includes(into);
    });
  }
}
