type Series = readonly number[] | Float64Array;

export function mean(series: Series): number {
  let sum = 0;
  for (const value of series) sum += value;
  return sum / series.length;
}

export function deviation(series: Series): number {
  const centre = mean(series);
  let sum = 0;
  for (const value of series) sum += (value - centre) ** 2;
  return Math.sqrt(sum / series.length);
}

export function median(series: Series): number {
  return quantile(series, 0.5);
}

/** The value below which a share of the others lies, interpolated. */
export function quantile(series: Series, share: number): number {
  const sorted = Float64Array.from(series).toSorted();
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] as number;
  return low + (at % 1) * ((sorted[Math.ceil(at)] as number) - low);
}

export function autocorrelation(series: Float64Array, lag: number): number {
  const centre = mean(series);
  let product = 0;
  let square = 0;
  for (let i = 0; i < series.length; i += 1) {
    const off = (series[i] as number) - centre;
    square += off * off;
    if (i >= lag) product += off * ((series[i - lag] as number) - centre);
  }
  return product / square;
}

/** Intercept and slope of y over x by least squares. */
export function line(x: Series, y: Series): { readonly at0: number; readonly slope: number } {
  const [mx, my] = [mean(x), mean(y)];
  let xy = 0;
  let xx = 0;
  for (let i = 0; i < x.length; i += 1) {
    const off = (x[i] as number) - mx;
    xy += off * ((y[i] as number) - my);
    xx += off * off;
  }
  return { at0: my - (xy / xx) * mx, slope: xy / xx };
}
