import { exponential, uniform, type GeneratorState } from './generator.ts';

/**
 * One time-decayed reservoir per tree: of all points seen, the sample is a weighted draw without
 * replacement with weight exp(timeDecay * age rank) in favour of recent points (Efraimidis and
 * Spirakis, "Weighted random sampling with a reservoir", 2006). Each point has the key
 * ln(E) - timeDecay * index with E exponential; the smallest keys are kept, in a max-heap.
 *
 * Most points enter few trees. Instead of drawing a key for every point and tree, a full reservoir
 * draws the index of the next point it will accept (exponential jumps, ibid., section 3) and, when
 * that comes, a key from the law truncated to the accepted range: equal in distribution.
 */
export interface Samplers {
  readonly treeCount: number;
  readonly sampleSize: number;
  readonly timeDecay: number;
  /** Keys relative to `origin` points seen, max-heap per tree. */
  readonly keys: Float32Array;
  /** The points that belong to the keys. */
  readonly points: Int32Array;
  readonly sizes: Int32Array;
  /** Index of the next point that each full reservoir accepts. */
  readonly nextAccepted: Float64Array;
  /** Points seen. */
  seen: number;
  origin: number;
  readonly generator: GeneratorState;
}

/** Keys are moved to a new origin when this many decay times have passed: float32 stays precise. */
const REBASE_DECAY_TIMES = 8;

export function createSamplers(options: {
  readonly treeCount: number;
  readonly sampleSize: number;
  readonly timeDecay: number;
  readonly generator: GeneratorState;
}): Samplers {
  const { treeCount, sampleSize } = options;
  return {
    ...options,
    keys: new Float32Array(treeCount * sampleSize),
    points: new Int32Array(treeCount * sampleSize),
    sizes: new Int32Array(treeCount),
    nextAccepted: new Float64Array(treeCount),
    seen: 0,
    origin: 0,
  };
}

/** Counts a point; afterwards `accepts` answers for it. */
export function countPoint(samplers: Samplers): void {
  samplers.seen += 1;
  if ((samplers.seen - samplers.origin) * samplers.timeDecay > REBASE_DECAY_TIMES) rebase(samplers);
}

export function accepts(samplers: Samplers, tree: number): boolean {
  return samplers.seen >= (samplers.nextAccepted[tree] as number);
}

export function isFull(samplers: Samplers, tree: number): boolean {
  return samplers.sizes[tree] === samplers.sampleSize;
}

/** The point that a full reservoir gives up next. */
export function evictionCandidate(samplers: Samplers, tree: number): number {
  return samplers.points[tree * samplers.sampleSize] as number;
}

/** Takes the point; in a full reservoir in place of the eviction candidate. */
export function accept(samplers: Samplers, tree: number, point: number): void {
  const { sampleSize, generator, keys, points } = samplers;
  const first = tree * sampleSize;
  const size = samplers.sizes[tree] as number;
  const shift = samplers.timeDecay * (samplers.seen - samplers.origin);
  if (size < sampleSize) {
    samplers.sizes[tree] = size + 1;
    const key = Math.log(exponential(generator)) - shift;
    keys[first + size] = key;
    points[first + size] = point;
    siftUp(samplers, first, size);
    if (size + 1 < sampleSize) return;
  } else {
    const rate = Math.exp((samplers.keys[first] as number) + shift);
    const truncated = -Math.log1p(uniform(generator) * Math.expm1(-rate));
    const key = Math.log(Math.max(truncated, Number.MIN_VALUE)) - shift;
    keys[first] = key;
    points[first] = point;
    siftDown(samplers, first);
  }
  drawNext(samplers, tree);
}

/**
 * The points i + 1, i + 2, … are each rejected with probability exp(-r), where r grows by exp(timeDecay) a point:
 * the first acceptance is where the geometric sum of the r reaches an exponential variate.
 */
function drawNext(samplers: Samplers, tree: number): void {
  const { timeDecay, seen, origin, generator } = samplers;
  const top = samplers.keys[tree * samplers.sampleSize] as number;
  const rate = Math.exp(top + timeDecay * (seen + 1 - origin));
  const target = exponential(generator) / rate;
  const jump = timeDecay > 0 ? Math.log1p(target * Math.expm1(timeDecay)) / timeDecay : target;
  samplers.nextAccepted[tree] = seen + Math.max(1, Math.ceil(jump));
}

/** Moves the entry at `from` up to where its parent has a larger key. */
function siftUp(samplers: Samplers, first: number, from: number): void {
  const { keys, points } = samplers;
  const key = keys[first + from] as number;
  const point = points[first + from] as number;
  let at = from;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if ((keys[first + parent] as number) >= key) break;
    keys[first + at] = keys[first + parent] as number;
    points[first + at] = points[first + parent] as number;
    at = parent;
  }
  keys[first + at] = key;
  points[first + at] = point;
}

/** Moves the first entry down to where its children have smaller keys. */
function siftDown(samplers: Samplers, first: number): void {
  const { keys, points, sampleSize } = samplers;
  const key = keys[first] as number;
  const point = points[first] as number;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= sampleSize) break;
    const right = child + 1;
    if (right < sampleSize && (keys[first + right] as number) > (keys[first + child] as number)) {
      child = right;
    }
    if ((keys[first + child] as number) <= key) break;
    keys[first + at] = keys[first + child] as number;
    points[first + at] = points[first + child] as number;
    at = child;
  }
  keys[first + at] = key;
  points[first + at] = point;
}

function rebase(samplers: Samplers): void {
  const shift = (samplers.seen - samplers.origin) * samplers.timeDecay;
  const { keys } = samplers;
  for (let k = 0; k < keys.length; k += 1) keys[k] = (keys[k] as number) + shift;
  samplers.origin = samplers.seen;
}
