/** Groups of things that are tied to each other, over however many steps (union-find). */
export class Ties<T> {
  readonly #parents = new Map<T, T>();

  tie(a: T, b: T): void {
    const [first, second] = [this.rootOf(a), this.rootOf(b)];
    if (first !== second) this.#parents.set(second, first);
  }

  /** One of the group that stands for it; a thing that is tied to nothing stands for itself. */
  rootOf(thing: T): T {
    let root = thing;
    for (let next = this.#parents.get(root); next !== undefined; next = this.#parents.get(root)) root = next;
    return root;
  }
}
