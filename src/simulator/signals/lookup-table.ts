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
  const values = Float64Array.from({ length: span.points }, (_, i) => f(span.from + i / density));
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
