/** One turbine's series by metric, evenly spaced. */
export type Columns = ReadonlyMap<string, Float64Array>;

const RATED_KW = 2_050;
const LAGS = [1, 6, 12, 36, 144] as const;
const SAMPLES_PER_MEAN = 600;
const SERIES: Readonly<Record<string, string>> = {
  v: 'wind_speed_ms',
  P: 'power_kw',
  rpm: 'rotor_rpm',
  oil: 'gear_oil_c',
  gb1: 'gear_brg_hss_c',
  stator: 'gen_stator_c',
  nac: 'nacelle_c',
  rotbrg: 'main_brg_c',
  amb: 'ambient_c',
};
const TEMPERATURES: Readonly<Record<string, string>> = {
  oil: 'gear_oil_c',
  gb1: 'gear_brg_hss_c',
  gb2: 'gear_brg_ims_c',
  stator: 'gen_stator_c',
  genbrg: 'gen_brg_de_c',
  rotbrg: 'main_brg_c',
};

/** Statistics under the names of the reference file: means over the turbines. */
export function statisticsOf(
  slow: readonly Columns[],
  fast: readonly Columns[],
): Readonly<Record<string, number>> {
  const each = slow.map((columns) => ofTenMinuteMeans(columns));
  const result: Record<string, number> = {};
  for (const name of Object.keys(each[0] ?? {}))
    result[name] = mean(each.map((one) => one[name] as number));
  return { ...result, ...farm(slow), ...ofSeconds(fast) };
}

function ofTenMinuteMeans(columns: Columns): Record<string, number> {
  const get = (name: string): Float64Array => columns.get(name) as Float64Array;
  const wind = get('wind_speed_ms');
  const power = get('power_kw');
  const result: Record<string, number> = { ...weibull(wind) };
  for (const [short, name] of Object.entries(SERIES))
    for (const lag of LAGS) result[`acf_${short}_${lag}`] = autocorrelation(get(name), lag);
  const running = (i: number): boolean => (power[i] as number) > 0;
  for (const speed of [5, 6, 8, 10, 12]) {
    const inBin = (i: number): boolean =>
      running(i) && Math.abs((wind[i] as number) - speed) < 0.25;
    result[`P_${speed}`] = mean(where(power, inBin));
    result[`Psd_${speed}`] = deviation(where(power, inBin));
    result[`rpm_${speed}`] = mean(where(get('rotor_rpm'), inBin));
  }
  for (const share of [0.1, 0.3, 0.5, 0.7, 0.9]) {
    const inBin = (i: number): boolean => Math.abs((power[i] as number) / RATED_KW - share) < 0.05;
    for (const [short, name] of Object.entries(TEMPERATURES))
      result[`T_${short}_p${share}`] = mean(where(get(name), inBin));
  }
  const partLoad = (i: number): boolean => running(i) && (power[i] as number) < 0.6 * RATED_KW;
  result['P_stator_gt67_p<.6'] = shareOf(where(get('gen_stator_c'), partLoad), (t) => t > 67);
  result['P_oil_gt61'] = shareOf(where(get('gear_oil_c'), running), (t) => t > 61);
  const windy = where(power, (i) => (wind[i] as number) > 5);
  result['frac_zero_power_v>5'] = shareOf(windy, (kw) => kw <= 0);
  result['yaw_err_sd'] = deviation(where(get('yaw_error_deg'), running));
  const steps = increments(wind);
  result['dv_sd'] = deviation(steps);
  result['dv_kurt'] = excessKurtosis(steps);
  return result;
}

function farm(slow: readonly Columns[]): Record<string, number> {
  const winds = slow.map((columns) => columns.get('wind_speed_ms') as Float64Array);
  const pairs = winds.flatMap((a, i) => winds.slice(i + 1).map((b) => [a, b] as const));
  return {
    farm_corr_v: mean(pairs.map(([a, b]) => correlation(a, b))),
    farm_corr_dv: mean(pairs.map(([a, b]) => correlation(increments(a), increments(b)))),
    farm_corr_P: meanCorrelation(slow, 'power_kw'),
    farm_corr_oil: meanCorrelation(slow, 'gear_oil_c'),
    cycle_stator_min: mean(slow.map((columns) => cyclePeriod(columns, 'gen_stator_c'))),
    cycle_oil_min: mean(slow.map((columns) => cyclePeriod(columns, 'gear_oil_c'))),
  };
}

function meanCorrelation(slow: readonly Columns[], metric: string): number {
  const all = slow.map((columns) => columns.get(metric) as Float64Array);
  const pairs = all.flatMap((a, i) => all.slice(i + 1).map((b) => [a, b] as const));
  return mean(pairs.map(([a, b]) => correlation(a, b)));
}

/**
 * Median time between two rises from below the 30th to above the 70th percentile while running, min: a
 * thermostat's cycle whatever its levels are.
 */
function cyclePeriod(columns: Columns, metric: string): number {
  const values = columns.get(metric) as Float64Array;
  const power = columns.get('power_kw') as Float64Array;
  const running = where(values, (i) => (power[i] as number) > 40).toSorted();
  const low = running[Math.floor(0.3 * running.length)] as number;
  const high = running[Math.floor(0.7 * running.length)] as number;
  const periods: number[] = [];
  let wasLow = false;
  let last: number | undefined;
  for (const [i, value] of values.entries()) {
    if ((power[i] as number) <= 40) {
      wasLow = false;
      last = undefined;
    } else if (value < low) {
      wasLow = true;
    } else if (wasLow && value > high) {
      wasLow = false;
      if (last !== undefined) periods.push(10 * (i - last));
      last = i;
    }
  }
  return periods.toSorted((a, b) => a - b)[Math.floor(periods.length / 2)] ?? Number.NaN;
}

/** What only a run at seconds can tell: how wind and power move within ten minutes. */
function ofSeconds(fast: readonly Columns[]): Record<string, number> {
  const windows = fast.flatMap((columns) => {
    const wind = columns.get('wind_speed_ms') as Float64Array;
    const power = columns.get('power_kw') as Float64Array;
    return Array.from({ length: Math.floor(wind.length / SAMPLES_PER_MEAN) }, (_, i) => {
      const cut = (series: Float64Array): Float64Array =>
        series.subarray(i * SAMPLES_PER_MEAN, (i + 1) * SAMPLES_PER_MEAN);
      const v = cut(wind);
      const p = cut(power);
      const sd = deviation(v);
      return { v: mean(v), sd, peak: (Math.max(...v) - mean(v)) / sd, p: mean(p), psd: deviation(p), stopped: Math.min(...p) <= 0 }; // prettier-ignore
    });
  });
  const result: Record<string, number> = {
    acf_v_1_of_seconds: mean(fast.map((columns) => memoryOfMeans(columns, 'wind_speed_ms'))),
    acf_P_1_of_seconds: mean(fast.map((columns) => memoryOfMeans(columns, 'power_kw'))),
  };
  for (const speed of [5, 6, 8, 10, 12]) {
    const bin = windows.filter(({ v, stopped }) => Math.abs(v - speed) < 0.5 && !stopped);
    if (bin.length < 5) continue;
    result[`TI_${speed}`] = mean(bin.map(({ sd, v }) => sd / v));
    result[`peakfactor_${speed}`] = mean(bin.map(({ peak }) => peak));
    result[`P10minstd_${speed}`] = mean(bin.map(({ psd }) => psd));
  }
  return result;
}

/** Lag-one autocorrelation of the ten-minute means of a run at seconds. */
function memoryOfMeans(columns: Columns, metric: string): number {
  const values = columns.get(metric) as Float64Array;
  const means = Float64Array.from(
    { length: Math.floor(values.length / SAMPLES_PER_MEAN) },
    (_, i) => mean(values.subarray(i * SAMPLES_PER_MEAN, (i + 1) * SAMPLES_PER_MEAN)),
  );
  return autocorrelation(means, 1);
}

type Series = readonly number[] | Float64Array;

/** Shape and scale by the method of moments on ln V (Gumbel), above calm. */
function weibull(wind: Float64Array): Record<string, number> {
  const logs = where(wind, (i) => (wind[i] as number) > 0.5).map(Math.log);
  let k = 2;
  // Maximum likelihood by fixed point: 1/k = sum(v^k ln v)/sum(v^k) - mean(ln v).
  for (let i = 0; i < 60; i += 1) {
    let above = 0;
    let below = 0;
    for (const log of logs) {
      const power = Math.exp(k * log);
      above += power * log;
      below += power;
    }
    k = 0.5 * k + 0.5 / (above / below - mean(logs));
  }
  const meanPower = mean(logs.map((log) => Math.exp(k * log)));
  return { weibull_k: k, weibull_A: meanPower ** (1 / k) };
}

function where(series: Float64Array, keep: (i: number) => boolean): Float64Array {
  return series.filter((_, i) => keep(i));
}

function increments(series: Float64Array): Float64Array {
  return Float64Array.from({ length: series.length - 1 }, (_, i) => (series[i + 1] as number) - (series[i] as number)); // prettier-ignore
}

function mean(series: Series): number {
  let sum = 0;
  for (const value of series) sum += value;
  return sum / series.length;
}

function moment(series: Series, order: number): number {
  const centre = mean(series);
  let sum = 0;
  for (const value of series) sum += (value - centre) ** order;
  return sum / series.length;
}

function deviation(series: Series): number {
  return Math.sqrt(moment(series, 2));
}

function excessKurtosis(series: Series): number {
  return moment(series, 4) / moment(series, 2) ** 2 - 3;
}

function shareOf(series: Float64Array, is: (value: number) => boolean): number {
  return series.filter((value) => is(value)).length / series.length;
}

function autocorrelation(series: Float64Array, lag: number): number {
  return correlation(series.subarray(0, -lag), series.subarray(lag));
}

function correlation(a: Float64Array, b: Float64Array): number {
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    const [da, db] = [(a[i] as number) - ma, (b[i] as number) - mb];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return ab / Math.sqrt(aa * bb);
}
