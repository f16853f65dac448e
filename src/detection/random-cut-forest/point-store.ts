/**
 * Points that at least one tree keeps, as float32, once for all trees. A stream of overlapping
 * shingles is stored as one run of values: a new point appends only its last block, and a point is
 * an offset into the run. Released values leave gaps that compaction squeezes out when the run is
 * full; the run grows when little would be gained.
 */
export interface PointStore {
  readonly dimensions: number;
  /** Values that each new point adds to the run: the base dimensions of a shingle. */
  readonly blockSize: number;
  values: Float32Array;
  /** First value not yet used. */
  end: number;
  /** Offset of each point in `values`; for a free point the next free one. */
  locations: Int32Array;
  /** Trees that hold the point. */
  references: Uint16Array;
  freeHead: number;
  pointCount: number;
}

/** End of the list of free points. */
const NONE = -1;
const INITIAL_POINTS = 128;
/** Trees that can hold one point: the width of the reference count. */
export const TREES_MAX = 65_535;
/** A compaction that leaves more than this share in use is followed by growth. */
const FULL_SHARE = 0.8;
const GROWTH = 1.25;

export function createPointStore(dimensions: number, blockSize: number): PointStore {
  const store: PointStore = {
    dimensions,
    blockSize,
    values: new Float32Array(dimensions + INITIAL_POINTS * blockSize),
    // The first shingle is preceded by zeros, which no complete shingle contains.
    end: dimensions,
    locations: new Int32Array(0),
    references: new Uint16Array(0),
    freeHead: NONE,
    pointCount: 0,
  };
  growPoints(store, INITIAL_POINTS);
  return store;
}

/** Appends one block; afterwards the newest shingle ends at `end`. */
export function appendBlock(store: PointStore, block: ArrayLike<number>, from: number): void {
  const { blockSize } = store;
  if (store.end + blockSize > store.values.length) makeRoom(store);
  const { values, end } = store;
  for (let j = 0; j < blockSize; j += 1) values[end + j] = block[from + j] as number;
  store.end = end + blockSize;
}

/** Makes the newest shingle a point, held by nobody yet. */
export function addNewestPoint(store: PointStore): number {
  if (store.freeHead === NONE) growPoints(store, Math.ceil(store.locations.length * GROWTH));
  const point = store.freeHead;
  store.freeHead = store.locations[point] as number;
  store.locations[point] = store.end - store.dimensions;
  store.references[point] = 0;
  store.pointCount += 1;
  return point;
}

/** A point of a snapshot, at its place in the run; identifiers count up from 0 in a new store. */
export function addRestoredPoint(store: PointStore, location: number): number {
  const end = store.end;
  store.end = location + store.dimensions;
  const point = addNewestPoint(store);
  store.end = end;
  return point;
}

export function releasePoint(store: PointStore, point: number): void {
  store.locations[point] = store.freeHead;
  store.freeHead = point;
  store.references[point] = 0;
  store.pointCount -= 1;
}

export function retainPoint(store: PointStore, point: number): void {
  store.references[point] = (store.references[point] as number) + 1;
}

/** One tree lets go of the point; the last one frees it. */
export function dropPoint(store: PointStore, point: number): void {
  const left = (store.references[point] as number) - 1;
  store.references[point] = left;
  if (left === 0) releasePoint(store, point);
}

function makeRoom(store: PointStore): void {
  compact(store);
  const capacity = store.values.length;
  if (store.end + store.blockSize <= capacity * FULL_SHARE) return;
  const grown = new Float32Array(
    Math.ceil(Math.max(capacity * GROWTH, store.end + store.blockSize * 2)),
  );
  grown.set(store.values.subarray(0, store.end));
  store.values = grown;
}

/** Moves the values of live points and of the newest shingle to the front, keeping their overlaps. */
export function compact(store: PointStore): void {
  const { values, locations, dimensions } = store;
  const newest = store.end - dimensions;
  let oldEnd = 0;
  let newEnd = 0;
  const keep = (from: number): number => {
    const start = Math.max(from, oldEnd);
    const count = from + dimensions - start;
    values.copyWithin(newEnd, start, start + count);
    newEnd += count;
    oldEnd = from + dimensions;
    return newEnd - dimensions;
  };
  for (const point of livePointsInOrder(store)) {
    locations[point] = keep(locations[point] as number);
  }
  keep(Math.max(newest, 0));
  store.end = newEnd;
}

/** Live points by place in the run: a point's block number is unique, so it sorts by counting. */
function livePointsInOrder(store: PointStore): Int32Array {
  const { locations, references, values } = store;
  const owner = new Int32Array(values.length + 1).fill(NONE);
  for (let point = 0; point < locations.length; point += 1) {
    if ((references[point] as number) > 0) owner[locations[point] as number] = point;
  }
  return owner.filter((point) => point !== NONE);
}

function growPoints(store: PointStore, capacity: number): void {
  const before = store.locations.length;
  const locations = new Int32Array(capacity);
  const references = new Uint16Array(capacity);
  locations.set(store.locations);
  references.set(store.references);
  for (let point = capacity - 1; point >= before; point -= 1) {
    locations[point] = store.freeHead;
    store.freeHead = point;
  }
  store.locations = locations;
  store.references = references;
}
