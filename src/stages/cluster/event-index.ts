import type { Explanation, Placement } from '../../model/decision.ts';
import type { ItemText } from '../../model/item.ts';
import type { ClusterSettings } from '../../model/settings.ts';
import type { WordStatistics } from '../../text/words/statistics.ts';
import { absorb, addStory, type Cluster, newCluster } from './cluster.ts';
import { Postings } from './postings.ts';
import { type Profile, profileOf } from './profile.ts';
import { cosine, lengthOf, round, sharedWords } from './similarity.ts';

/** The story's lead item, and the story that it leads. */
export type StoryText = ItemText & { readonly storyId: number };

export interface SimilarCluster {
  readonly clusterId: number;
  readonly score: number;
  readonly words: readonly { readonly word: string; readonly weight: number }[];
}

const HOUR = 3_600_000;
/** Chosen on labelled headlines; docs/clustering.md has the figures. */
const JOIN = 0.25;
const MERGE = 0.4;
const SIMILAR = 0.08;
/** Entries of word lists that are read for one story. */
const ENTRIES_MAX = 2000;

interface Scored {
  readonly cluster: Cluster;
  readonly score: number;
}

/**
 * The events of the last days, and which of them a new story belongs to. Depends on nothing but the stories added and the
 * word statistics, so an index rebuilt from the database decides as the one that was lost.
 */
export class EventIndex {
  readonly #clusters = new Map<number, Cluster>();
  readonly #postings = new Postings();
  readonly #words: WordStatistics;
  readonly #quietMs: number;

  constructor(settings: Pick<ClusterSettings, 'quietHours'>, words: WordStatistics) {
    this.#words = words;
    this.#quietMs = settings.quietHours * HOUR;
  }

  /** Active clusters. */
  get size(): number {
    return this.#clusters.size;
  }

  /** Decides where a story belongs, changing nothing. `joins` names the cluster that outlives the merges. */
  place(story: StoryText): Placement {
    const profile = profileOf(story);
    const scored = this.#score(profile).filter(({ score }) => score >= JOIN);
    const at = story.at.getTime();
    const awake = scored.filter(({ cluster }) => this.#isAwake(cluster, at));
    const best = awake[0];
    if (!best) return { joins: null, merges: [], follows: scored[0]?.cluster.id ?? null };
    const merges = this.#mergesOf(best, awake.slice(1));
    const clusterId = merges[0]?.into ?? best.cluster.id;
    return { joins: { clusterId, because: this.#explain(profile, best) }, merges, follows: null };
  }

  /** Takes a story into a cluster, which it founds when the index does not have it, and learns its words. */
  add(story: StoryText, clusterId: number): void {
    const founded = !this.#clusters.has(clusterId);
    this.#words.learn(this.#take(story, clusterId), founded);
  }

  /** As `add`, for a story whose words were learnt in an earlier run: how the index is rebuilt. */
  restore(story: StoryText, clusterId: number): void {
    this.#take(story, clusterId);
  }

  /** Puts all stories of `from` into `into`. */
  merge(from: number, into: number): void {
    const source = this.#clusters.get(from);
    const target = this.#clusters.get(into);
    if (!source || !target || source === target) return;
    this.#drop(source);
    for (const word of absorb(target, source)) this.#postings.add(word, target.id);
  }

  /** Forgets clusters whose last story is older. */
  forgetBefore(at: Date): void {
    for (const cluster of this.#clusters.values()) if (cluster.lastAt < at.getTime()) this.#drop(cluster);
  }

  /** Related events, best first: what tells them apart is that their score lies below that of one event. */
  similar(clusterId: number, limit: number): SimilarCluster[] {
    const cluster = this.#clusters.get(clusterId);
    if (!cluster) return [];
    const rarity = (word: string): number => this.#words.rarity(word);
    return this.#score(cluster.words)
      .filter((other) => other.cluster !== cluster && other.score >= SIMILAR)
      .slice(0, limit)
      .map((other) => ({
        clusterId: other.cluster.id,
        score: round(other.score),
        words: sharedWords(cluster.words, other.cluster.words, rarity),
      }));
  }

  #isAwake(cluster: Cluster, at: number): boolean {
    return at <= cluster.lastAt + this.#quietMs && at >= cluster.firstAt - this.#quietMs;
  }

  #score(profile: Profile): Scored[] {
    const rarity = (word: string): number => this.#words.rarity(word);
    const scored: Scored[] = [];
    for (const id of this.#postings.candidates(profile.keys(), ENTRIES_MAX)) {
      const cluster = this.#clusters.get(id) as Cluster;
      scored.push({ cluster, score: cosine(profile, cluster.words, rarity) });
    }
    return scored.sort((a, b) => b.score - a.score || a.cluster.id - b.cluster.id);
  }

  #mergesOf(best: Scored, others: readonly Scored[]): Placement['merges'] {
    const rarity = (word: string): number => this.#words.rarity(word);
    const same = others.flatMap(({ cluster }) => {
      const score = cosine(best.cluster.words, cluster.words, rarity);
      return score >= MERGE ? [{ cluster, score }] : [];
    });
    const into = Math.min(best.cluster.id, ...same.map(({ cluster }) => cluster.id));
    const target = this.#clusters.get(into) as Cluster;
    return [...same, { cluster: best.cluster, score: same[0]?.score ?? 0 }]
      .filter(({ cluster }) => cluster.id !== into)
      .map(({ cluster, score }) => ({
        from: cluster.id,
        into,
        because: {
          rule: 'one-event',
          score: round(score),
          threshold: MERGE,
          words: sharedWords(cluster.words, target.words, rarity),
          with: target.founder,
        },
      }));
  }

  #explain(profile: Profile, { cluster, score }: Scored): Explanation {
    const words = sharedWords(profile, cluster.words, (word) => this.#words.rarity(word));
    return { rule: 'shared-rare-words', score: round(score), threshold: JOIN, words, with: cluster.founder };
  }

  #take(story: StoryText, clusterId: number): string[] {
    const profile = profileOf(story);
    const at = story.at.getTime();
    let cluster = this.#clusters.get(clusterId);
    if (!cluster) {
      cluster = newCluster(clusterId, story.storyId, at);
      this.#clusters.set(clusterId, cluster);
    }
    const scale = 1 / lengthOf(profile, () => 1);
    const fresh = addStory(cluster, story.outlet, profile, scale, at);
    for (const word of fresh) this.#postings.add(word, clusterId);
    return fresh;
  }

  #drop(cluster: Cluster): void {
    this.#clusters.delete(cluster.id);
    for (const word of cluster.words.keys()) this.#postings.remove(word, cluster.id);
  }
}
