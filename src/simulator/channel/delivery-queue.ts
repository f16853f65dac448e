import type { Reading } from '../../telemetry/reading.ts';

/** Readings on their way, in order of the instant of their delivery, then of their departure. */
export interface DeliveryQueue {
  push(at: number, reading: Reading): void;
  /** Instant of the next delivery, ms; infinite when nothing is on its way. */
  nextAt(): number;
  pop(): Reading | undefined;
}

interface Delivery {
  readonly at: number;
  readonly order: number;
  readonly reading: Reading;
}

/** A binary heap: what is late is found without looking at everything else. */
export function createDeliveryQueue(): DeliveryQueue {
  const heap: Delivery[] = [];
  let departed = 0;
  return {
    push(at, reading) {
      heap.push({ at, order: departed, reading });
      departed += 1;
      rise(heap);
    },
    nextAt: () => heap[0]?.at ?? Infinity,
    pop() {
      const [first] = heap;
      const last = heap.pop();
      if (last !== undefined && last !== first) {
        heap[0] = last;
        sink(heap);
      }
      return first?.reading;
    },
  };
}

function before(a: Delivery, b: Delivery): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function rise(heap: Delivery[]): void {
  let i = heap.length - 1;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    if (!swapIf(heap, i, parent)) return;
    i = parent;
  }
}

function sink(heap: Delivery[]): void {
  let i = 0;
  for (;;) {
    const left = 2 * i + 1;
    const child = isBefore(heap, left + 1, left) ? left + 1 : left;
    if (!swapIf(heap, child, i)) return;
    i = child;
  }
}

function isBefore(heap: readonly Delivery[], a: number, b: number): boolean {
  const [first, second] = [heap[a], heap[b]];
  return first !== undefined && second !== undefined && before(first, second);
}

/** Exchanges two entries when the first must come before the second. */
function swapIf(heap: Delivery[], first: number, second: number): boolean {
  const [a, b] = [heap[first], heap[second]];
  if (a === undefined || b === undefined || !before(a, b)) return false;
  heap[first] = b;
  heap[second] = a;
  return true;
}
