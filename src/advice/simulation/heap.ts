/** A binary min-heap of numbers with a key, in typed arrays. Equal keys come out in the order they went in. */
export class Heap {
  size = 0;
  #keys = new Float64Array(64);
  #order = new Float64Array(64);
  #values = new Int32Array(64);
  #pushed = 0;

  /** The smallest key; infinity when empty. */
  get minKey(): number {
    return this.size === 0 ? Number.POSITIVE_INFINITY : this.#keys[0]!;
  }

  push(key: number, value: number): void {
    if (this.size === this.#keys.length) this.#grow();
    const order = this.#pushed++;
    let hole = this.size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (this.#keys[parent]! <= key) break;
      this.#move(parent, hole);
      hole = parent;
    }
    this.#put(hole, key, order, value);
  }

  /** Takes out the value with the smallest key. The heap must not be empty. */
  pop(): number {
    const first = this.#values[0]!;
    const last = --this.size;
    if (last === 0) {
      this.#pushed = 0;
      return first;
    }
    const key = this.#keys[last]!;
    const order = this.#order[last]!;
    const value = this.#values[last]!;
    let hole = 0;
    for (let child = 1; child < last; child = 2 * hole + 1) {
      if (child + 1 < last && this.#before(child + 1, this.#keys[child]!, this.#order[child]!)) child++;
      if (!this.#before(child, key, order)) break;
      this.#move(child, hole);
      hole = child;
    }
    this.#put(hole, key, order, value);
    return first;
  }

  #before(index: number, key: number, order: number): boolean {
    const own = this.#keys[index]!;
    return own < key || (own === key && this.#order[index]! < order);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#keys[from]!, this.#order[from]!, this.#values[from]!);
  }

  #put(at: number, key: number, order: number, value: number): void {
    this.#keys[at] = key;
    this.#order[at] = order;
    this.#values[at] = value;
  }

  #grow(): void {
    const length = this.#keys.length * 2;
    this.#keys = enlarged(this.#keys, new Float64Array(length));
    this.#order = enlarged(this.#order, new Float64Array(length));
    this.#values = enlarged(this.#values, new Int32Array(length));
  }
}

function enlarged<A extends Float64Array | Int32Array>(old: A, fresh: A): A {
  fresh.set(old);
  return fresh;
}
