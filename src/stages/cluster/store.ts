import { Chains, NONE } from '../../text/words/chains.ts';
import { grown } from '../../text/words/grown.ts';
import type { WordStatistics } from '../../text/words/statistics.ts';
import { type Cluster, enter, leave, newCluster } from './cluster.ts';
import type { Member } from './member.ts';
import { Outlets } from './outlets.ts';
import { Postings } from './postings.ts';
import { type Vector, wordAt, wordsOf } from './vector.ts';

/** Entries of word lists that are read for one story, and clusters that are compared with it. */
const ENTRIES_MAX = 500;
const CANDIDATES_MAX = 12;

/** The clusters in memory, findable by word; keeps the word statistics true to them. */
export class ClusterStore {
  readonly outlets = new Outlets();
  readonly #words: WordStatistics;
  readonly #clusters: (Cluster | null)[] = [];
  /** By slot. */
  #ids = new Float64Array(0);
  readonly #byId = new Chains();
  readonly #freeSlots: number[] = [];
  readonly #postings = new Postings();

  constructor(words: WordStatistics) {
    this.#words = words;
  }

  get size(): number {
    return this.#clusters.length - this.#freeSlots.length;
  }

  /** Clusters that share the most telling words with a text. */
  candidates(text: Vector): Cluster[] {
    const weigh = (word: number, count: number): number => (count * this.#words.rarity(word)) ** 2;
    const slots = this.#postings.heaviest(text, weigh, { entries: ENTRIES_MAX, found: CANDIDATES_MAX }, this.#ids);
    return slots.map((slot) => this.#clusters[slot] as Cluster);
  }

  /** Takes a new story in; `learning`: its words have not been counted yet. */
  add(member: Member, clusterId: number, learning: boolean): void {
    this.outlets.add(member);
    this.#enter(member, clusterId, learning);
  }

  merge(from: number, into: number): void {
    const source = this.#find(from);
    if (!source || from === into) return;
    this.#words.learn(this.#drop(source), -1);
    this.#words.learnEvent(-1);
    for (const member of source.members) this.#enter(member, into, true);
  }

  move(storyId: number, from: number, into: number): void {
    const source = this.#find(from);
    const member = source?.members.find((each) => each.storyId === storyId);
    if (!source || !member || from === into) return;
    this.#takeOut(member, source);
    if (source.members.length === 0) {
      this.#remove(source);
      this.#words.learnEvent(-1);
    }
    this.#enter(member, into, true);
  }

  /**
   * Puts what a story says now in place of what it said; where it is not in memory, nothing happens. `likely`: its cluster, most of the
   * time. Looking through all of them, 5 ms with 170,000, is done only where `everywhere` says so.
   */
  edit(edited: Member, likely: number | null, everywhere: boolean): void {
    const before = (cluster: Cluster | null) => cluster?.members.find(({ storyId }) => storyId === edited.storyId);
    const near = likely === null ? null : this.#find(likely);
    const cluster = before(near) || !everywhere ? near : (this.#clusters.find(before) ?? null);
    const member = before(cluster);
    if (!cluster || !member) return;
    this.#takeOut(member, cluster);
    this.outlets.removeAll(new Set([member]));
    this.add(edited, cluster.id, true);
  }

  /** Forgets clusters whose last story is older; what was learnt from them stays. */
  forgetBefore(at: number): void {
    const gone = new Set<Member>();
    for (const cluster of this.#clusters) {
      if (!cluster || cluster.lastAt >= at) continue;
      this.#drop(cluster);
      for (const member of cluster.members) gone.add(member);
    }
    this.outlets.removeAll(gone);
  }

  #enter(member: Member, clusterId: number, learning: boolean): void {
    let cluster = this.#find(clusterId);
    if (cluster) enter(cluster, member);
    else {
      cluster = this.#found(member, clusterId);
      if (learning) this.#words.learnEvent();
    }
    const { slot } = cluster;
    for (let at = member.start; at < member.end; at += 1) {
      const word = wordAt(member, at);
      if (this.#postings.add(word, slot) && learning) this.#words.learnWord(word, 1);
    }
  }

  #find(id: number): Cluster | null {
    let slot = this.#byId.first(id);
    while (slot !== NONE && this.#ids[slot] !== id) slot = this.#byId.next(slot);
    return slot === NONE ? null : (this.#clusters[slot] as Cluster);
  }

  #found(member: Member, id: number): Cluster {
    const cluster = newCluster(id, this.#freeSlots.pop() ?? this.#clusters.length, member);
    this.#ids = grown(this.#ids, cluster.slot + 1);
    this.#ids[cluster.slot] = id;
    this.#clusters[cluster.slot] = cluster;
    this.#byId.add(cluster.slot, id);
    return cluster;
  }

  /** Takes a story out of its cluster, and its words that no other of the cluster has. */
  #takeOut(member: Member, cluster: Cluster): void {
    leave(cluster, member);
    const kept = new Set(cluster.members.flatMap(wordsOf));
    const gone = wordsOf(member).filter((word) => !kept.has(word));
    for (const word of gone) this.#postings.remove(word, cluster.slot);
    this.#words.learn(gone, -1);
  }

  /** Takes a cluster out; returns its words. */
  #drop(cluster: Cluster): Set<number> {
    this.#remove(cluster);
    const words = new Set(cluster.members.flatMap(wordsOf));
    for (const word of words) this.#postings.remove(word, cluster.slot);
    return words;
  }

  #remove({ slot }: Cluster): void {
    this.#byId.remove(slot);
    this.#clusters[slot] = null;
    this.#freeSlots.push(slot);
  }
}
