/** A function sampled on an even grid, read by linear interpolation, constant beyond both ends. */
export interface LookupTable {
  readonly from: number;
  /** Grid points per unit of the argument. */
  readonly density: number;
  readonly values: Float64Array;
}

export interface Span {
  readonly from: number;
  readonly to: number;
  /** Number of grid points, at least 2. */
  readonly points: number;
}

export function tabulate(span: Span, f: (x: number) => number): LookupTable {
  const density = (span.points - 1) / (span.to - span.from);
  const values = new Float64Array(span.points);
  for (let i = 0; i < span.points; i += 1) values[i] = f(span.from + i / density);
  return { from: span.from, density, values };
}

/** The piecewise linear curve through `points` (ascending in x), constant beyond its ends. */
export function curveThrough(points: readonly (readonly [number, number])[]) {
  return (x: number): number => {
    let previous = points[0] as readonly [number, number];
    if (x <= previous[0]) return previous[1];
    for (const point of points) {
      if (x <= point[0] && point[0] > previous[0]) {
        const share = (x - previous[0]) / (point[0] - previous[0]);
        return previous[1] + share * (point[1] - previous[1]);
      }
      previous = point;
    }
    return previous[1];
  };
}

export function lookup(table: LookupTable, x: number): number {
  const { values } = table;
  const at = (x - table.from) * table.density;
  if (!(at > 0)) return values[0] as number;
  const cell = Math.trunc(at);
  if (cell >= values.length - 1) return values[values.length - 1] as number;
  const low = values[cell] as number;
  return low + (at - cell) * ((values[cell + 1] as number) - low);
}

/** Where on a table's grid arguments lie: for looking the same ones up in many tables of one grid. */
export interface GridPlaces {
  /** The grid point below, and how far beyond it. */
  readonly cells: Uint32Array;
  readonly shares: Float64Array;
}

/** The places that `lookup` would find for the arguments, those beyond the ends at the ends. */
export function placesOn(table: LookupTable, arguments_: readonly number[]): GridPlaces {
  const last = table.values.length - 1;
  const cells = new Uint32Array(arguments_.length);
  const shares = new Float64Array(arguments_.length);
  for (const [i, x] of arguments_.entries()) {
    const at = (x - table.from) * table.density;
    if (!(at > 0)) continue;
    const cell = Math.min(Math.trunc(at), last);
    cells[i] = cell;
    if (cell < last) shares[i] = at - cell;
  }
  return { cells, shares };
}

/** The table's value at the i-th of the places; to the bit what `lookup` gives. */
export function valueAt({ values }: LookupTable, { cells, shares }: GridPlaces, i: number): number {
  const cell = cells[i] as number;
  const low = values[cell] as number;
  const share = shares[i] as number;
  return share === 0 ? low : low + share * ((values[cell + 1] as number) - low);
}
