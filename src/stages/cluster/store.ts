import type { WordStatistics } from '../../text/words/statistics.ts';
import { type Cluster, enter, leave, newCluster } from './cluster.ts';
import type { Member } from './member.ts';
import { Outlets } from './outlets.ts';
import { Postings } from './postings.ts';
import { eachWord, type Vector, wordsOf } from './vector.ts';

/** Entries of word lists that are read for one story, and clusters that are compared with it. */
const ENTRIES_MAX = 500;
const CANDIDATES_MAX = 12;

/** The clusters in memory, findable by word; keeps the word statistics true to them. */
export class ClusterStore {
  readonly outlets = new Outlets();
  readonly #words: WordStatistics;
  readonly #clusters = new Map<number, Cluster>();
  readonly #bySlot: (Cluster | null)[] = [];
  readonly #freeSlots: number[] = [];
  readonly #postings = new Postings();

  constructor(words: WordStatistics) {
    this.#words = words;
  }

  get size(): number {
    return this.#clusters.size;
  }

  /** Clusters that share the most telling words with a text. */
  candidates(text: Vector): Cluster[] {
    const words: { word: number; weight: number }[] = [];
    eachWord(text, (word, count) => words.push({ word, weight: (count * this.#words.rarity(word)) ** 2 }));
    const rank = (slot: number): number => (this.#bySlot[slot] as Cluster).id;
    const slots = this.#postings.heaviest(words, { entries: ENTRIES_MAX, found: CANDIDATES_MAX }, rank);
    return slots.map((slot) => this.#bySlot[slot] as Cluster);
  }

  /** Takes a new story in; `learning`: its words have not been counted yet. */
  add(member: Member, clusterId: number, learning: boolean): void {
    this.outlets.add(member);
    this.#enter(member, clusterId, learning);
  }

  merge(from: number, into: number): void {
    const source = this.#clusters.get(from);
    if (!source || from === into) return;
    this.#words.learn(this.#drop(source), -1);
    this.#words.learnEvent(-1);
    for (const member of source.members) this.#enter(member, into, true);
  }

  move(storyId: number, from: number, into: number): void {
    const source = this.#clusters.get(from);
    const member = source?.members.find((each) => each.storyId === storyId);
    if (!source || !member || from === into) return;
    leave(source, member);
    const kept = new Set(source.members.flatMap(wordsOf));
    const gone = wordsOf(member).filter((word) => !kept.has(word));
    for (const word of gone) this.#postings.remove(word, source.slot);
    this.#words.learn(gone, -1);
    if (source.members.length === 0) {
      this.#remove(source);
      this.#words.learnEvent(-1);
    }
    this.#enter(member, into, true);
  }

  /** Forgets clusters whose last story is older; what was learnt from them stays. */
  forgetBefore(at: number): void {
    const gone = new Set<Member>();
    for (const cluster of this.#clusters.values()) {
      if (cluster.lastAt >= at) continue;
      this.#drop(cluster);
      for (const member of cluster.members) gone.add(member);
    }
    this.outlets.removeAll(gone);
  }

  #enter(member: Member, clusterId: number, learning: boolean): void {
    let cluster = this.#clusters.get(clusterId);
    if (!cluster) {
      cluster = newCluster(clusterId, this.#freeSlots.pop() ?? this.#bySlot.length);
      this.#clusters.set(clusterId, cluster);
      this.#bySlot[cluster.slot] = cluster;
      if (learning) this.#words.learnEvent();
    }
    enter(cluster, member);
    const { slot } = cluster;
    const fresh = wordsOf(member).filter((word) => this.#postings.add(word, slot));
    if (learning) this.#words.learn(fresh);
  }

  /** Takes a cluster out; returns its words. */
  #drop(cluster: Cluster): Set<number> {
    this.#remove(cluster);
    const words = new Set(cluster.members.flatMap(wordsOf));
    for (const word of words) this.#postings.remove(word, cluster.slot);
    return words;
  }

  #remove({ id, slot }: Cluster): void {
    this.#clusters.delete(id);
    this.#bySlot[slot] = null;
    this.#freeSlots.push(slot);
  }
}
