/** A binary heap. */

export interface Queue<T> {
  add(item: T): void;
  /** The first item in the queue's order; undefined when there is none. */
  take(): T | undefined;
}

/** `before(a, b)`: whether `a` is to be taken before `b`. */
export function createQueue<T extends object>(before: (a: T, b: T) => boolean): Queue<T> {
  const heap: T[] = [];
  const isBefore = (x: number, y: number): boolean => {
    const [a, b] = [heap[x], heap[y]];
    return a !== undefined && b !== undefined && before(a, b);
  };
  const swap = (x: number, y: number): void => {
    const [a, b] = [heap[x], heap[y]];
    if (a !== undefined && b !== undefined) [heap[x], heap[y]] = [b, a];
  };
  return {
    add(item) {
      let at = heap.push(item) - 1;
      for (let parent = (at - 1) >> 1; at > 0 && isBefore(at, parent); parent = (at - 1) >> 1) {
        swap(at, parent);
        at = parent;
      }
    },
    take() {
      const top = heap[0];
      const last = heap.pop();
      if (heap.length === 0 || last === undefined) return top;
      heap[0] = last;
      for (let at = 0; ;) {
        let least = at;
        if (isBefore(2 * at + 1, least)) least = 2 * at + 1;
        if (isBefore(2 * at + 2, least)) least = 2 * at + 2;
        if (least === at) return top;
        swap(at, least);
        at = least;
      }
    },
  };
}
