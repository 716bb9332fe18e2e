import { grown } from '../../text/words/grown.ts';

/** Room for lists of 2 to the power of `power` numbers at most. */
interface Room {
  numbers: Int32Array;
  /** How much of `numbers` was ever given out, and which of it was given back. */
  used: number;
  readonly free: number[];
}

const POWERS = 31;

/**
 * A list of ascending numbers, such as slots, for each word. All lists of up to 1 number stand in one array, those of up to 2 in another, of up
 * to 4, 8, 16 …; one that grows moves on. So a number takes 4 to 8 bytes, where arrays of their own took 8 to 12 and 40 for each word.
 */
export class SlotLists {
  /** By word: where its list begins, and how long it is. */
  #heads = new Int32Array(0);
  readonly #rooms: readonly Room[] = Array.from({ length: POWERS }, () => ({
    numbers: new Int32Array(0),
    used: 0,
    free: [],
  }));

  lengthOf(word: number): number {
    return this.#heads[2 * word + 1] ?? 0;
  }

  /** Where the list of a word begins in its array. */
  startOf(word: number): number {
    return this.#heads[2 * word] ?? 0;
  }

  /** The array that has the list of a word; another one once a list changes. */
  arrayOf(word: number): Int32Array {
    return this.#roomFor(this.lengthOf(word)).numbers;
  }

  /** Returns whether the list did not have the number before. */
  add(word: number, number: number): boolean {
    this.#heads = grown(this.#heads, 2 * word + 2);
    const length = this.lengthOf(word);
    const at = this.#placeOf(number, word);
    if (at < length && this.arrayOf(word)[this.startOf(word) + at] === number) return false;
    this.#resize(word, length + 1);
    const array = this.arrayOf(word);
    const start = this.startOf(word);
    if (at < length) array.copyWithin(start + at + 1, start + at, start + length);
    array[start + at] = number;
    return true;
  }

  remove(word: number, number: number): void {
    const length = this.lengthOf(word);
    const at = this.#placeOf(number, word);
    const array = this.arrayOf(word);
    const start = this.startOf(word);
    if (at === length || array[start + at] !== number) return;
    array.copyWithin(start + at, start + at + 1, start + length);
    this.#resize(word, length - 1);
  }

  /** Empties the list of a word; returns what was in it. */
  take(word: number): Int32Array {
    const start = this.startOf(word);
    const taken = this.arrayOf(word).slice(start, start + this.lengthOf(word));
    this.#resize(word, 0);
    return taken;
  }

  /** Sets the length of a list, and moves it to where there is room for it and no more. */
  #resize(word: number, length: number): void {
    const before = this.lengthOf(word);
    const from = this.#roomFor(before);
    const to = this.#roomFor(length);
    this.#heads[2 * word + 1] = length;
    if (from === to && before > 0 && length > 0) return;
    const start = this.startOf(word);
    const moved = length > 0 ? take(to, 2 ** powerOf(length)) : 0;
    for (let at = 0; at < before && at < length; at += 1) to.numbers[moved + at] = from.numbers[start + at] as number;
    if (before > 0) from.free.push(start);
    this.#heads[2 * word] = moved;
  }

  #roomFor(length: number): Room {
    return this.#rooms[powerOf(length)] as Room;
  }

  /** Where a number is or belongs in the list of a word. */
  #placeOf(number: number, word: number): number {
    const array = this.arrayOf(word);
    const start = this.startOf(word);
    let low = start;
    let high = start + this.lengthOf(word);
    if (high === low || (array[high - 1] as number) < number) return high - start;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((array[middle] as number) < number) low = middle + 1;
      else high = middle;
    }
    return low - start;
  }
}

function powerOf(length: number): number {
  return length < 2 ? 0 : 32 - Math.clz32(length - 1);
}

function take(room: Room, size: number): number {
  const free = room.free.pop();
  if (free !== undefined) return free;
  room.numbers = grown(room.numbers, room.used + size);
  room.used += size;
  return room.used - size;
}
