type Series = readonly number[];

/** What a series does after an instant at which something happens. */
export interface Response {
  /** Change from before to the end, share of before and in its own unit. */
  readonly share: number;
  readonly change: number;
  /** Times to a tenth and to 63 % of that change, s. */
  readonly t10S: number;
  readonly t63S: number;
}

export interface ResponseOptions {
  readonly stepS: number;
  /** Seconds into the series at which it happens. */
  readonly atS: number;
  /** Seconds over which before and end are averaged. */
  readonly windowS: number;
}

export function responseOf(series: Series, { stepS, atS, windowS }: ResponseOptions): Response {
  const at = Math.round(atS / stepS);
  const width = Math.max(1, Math.round(windowS / stepS));
  const before = mean(series.slice(Math.max(0, at - width), at));
  const change = mean(series.slice(-width)) - before;
  const reached = (share: number): number =>
    stepS *
    series.slice(at).findIndex((value) => (value - before) * Math.sign(change) >= share * Math.abs(change)); // prettier-ignore
  return { share: change / before, change, t10S: reached(0.1), t63S: reached(1 - 1 / Math.E) };
}

/** Seconds from one rise through the middle to the next; a rise begins well below and ends well above. */
export function periodOf(series: Series, stepS: number): number {
  const centre = mean(series);
  const depth = 0.3 * deviation(series);
  const rises: number[] = [];
  let low = false;
  for (const [i, value] of series.entries()) {
    if (value < centre - depth) low = true;
    if (low && value > centre + depth) {
      rises.push(i);
      low = false;
    }
  }
  return (stepS * ((rises.at(-1) ?? Number.NaN) - (rises[0] ?? Number.NaN))) / (rises.length - 1);
}

/** A series less its running mean over a window. */
export function detrended(series: Series, stepS: number, windowS: number): Series {
  const half = Math.round(windowS / stepS / 2);
  const sums = [0];
  for (const value of series) sums.push((sums.at(-1) as number) + value);
  return series.map((value, i) => {
    const from = Math.max(0, i - half);
    const to = Math.min(series.length, i + half + 1);
    return value - ((sums[to] as number) - (sums[from] as number)) / (to - from);
  });
}

/** Peak to peak without the outer hundredth at either end. */
export function peakToPeak(series: Series): number {
  const sorted = series.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] as number;
  return at(0.99) - at(0.01);
}

export function mean(series: Series): number {
  return series.reduce((sum, value) => sum + value, 0) / series.length;
}

export function deviation(series: Series): number {
  const centre = mean(series);
  return Math.sqrt(mean(series.map((value) => (value - centre) ** 2)));
}

export function autocorrelation(series: Series, lag: number): number {
  const centre = mean(series);
  const off = series.map((value) => value - centre);
  const products = off.slice(lag).map((value, i) => value * (off[i] as number));
  return mean(products) / mean(off.map((value) => value * value));
}

/** Mean of a series in pieces of equal length. */
export function means(series: Series, length: number): Series {
  return Array.from({ length: Math.floor(series.length / length) }, (_, i) =>
    mean(series.slice(i * length, (i + 1) * length)),
  );
}
