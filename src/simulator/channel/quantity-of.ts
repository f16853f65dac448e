/** What can be told of a metric from its name: the unit that it ends in. */
export interface MetricQuantity {
  /**
   * Size of an everyday value, in the unit: what faults are proportional to where the channel itself
   * reads little. Engineering judgement.
   */
  readonly nominal: number;
  /** What an amplifier shows whose sensor is cut off or short-circuited, in the unit. */
  readonly absurd: readonly number[];
  /** The same quantity in another unit in which a sensor may have been configured. */
  readonly swapped?: (value: number) => number;
}

/** Absurd where nothing better is known: the ends of a 16-bit converter. */
const CONVERTER_ENDS = [0, 32_767, -32_768];

/**
 * By unit suffix. 276 degrees C and the like are resistance thermometers whose wire is broken or
 * touches another (a gauge of the Volve field shows 276).
 */
const BY_SUFFIX: Readonly<Record<string, MetricQuantity>> = {
  c: { nominal: 50, absurd: [0, 276, 850, -242], swapped: (celsius) => celsius * 1.8 + 32 },
  bar: { nominal: 10, absurd: [0, 655.35], swapped: (bar) => bar * 100 },
  mms: { nominal: 3, absurd: [0, 655.35], swapped: (mms) => mms / 25.4 },
  ms: { nominal: 8, absurd: [0, 99.9] },
  deg: { nominal: 20, absurd: [0, 999.9] },
  g: { nominal: 1, absurd: [0, 99.99] },
  mg: { nominal: 10, absurd: [0, 999.9] },
  pct: { nominal: 50, absurd: [0, 999.9] },
  rpm: { nominal: 100, absurd: [0, 65_535] },
  kw: { nominal: 10, absurd: [0, 65_535] },
  kvar: { nominal: 10, absurd: [0, 65_535] },
  nm: { nominal: 100, absurd: [0, 65_535] },
  a: { nominal: 10, absurd: [0, 655.35] },
  ma: { nominal: 200, absurd: [0, 32_767] },
  v: { nominal: 400, absurd: [0, 6_553.5] },
  mv: { nominal: 3_700, absurd: [0, 32_767] },
  hz: { nominal: 50, absurd: [0, 655.35] },
  ohm: { nominal: 5, absurd: [0, 999] },
  db: { nominal: 50, absurd: [0, 999.9] },
  dbm: { nominal: 60, absurd: [0, -127] },
  sm3d: { nominal: 300, absurd: [0, 99_999] },
};

/** Names of the public manufacturing data sets, which tell no unit. */
const PLAIN_NAMES: Readonly<Record<string, string>> = {
  temperature: 'c',
  vibration: 'mms',
  pressure: 'bar',
  humidity: 'pct',
};

const UNKNOWN: MetricQuantity = { nominal: 1, absurd: CONVERTER_ENDS };

/** What is known of a metric; some defaults where its name tells nothing. */
export function quantityOf(metric: string): MetricQuantity {
  return known(metric) ?? UNKNOWN;
}

/** Whether a metric comes from a sensor: counters, codes and what software knows carry no such unit. */
export function isMeasured(metric: string): boolean {
  return known(metric) !== undefined && !COMPUTED.test(metric);
}

/** Shares that a controller commands or counts, whatever their unit. */
const COMPUTED = /^(?:cpu|mem|volume|excursion|choke|load|batt_so[ch])_/u;

function known(metric: string): MetricQuantity | undefined {
  const words = metric.replace(/_\d+$/u, '').split('_');
  return BY_SUFFIX[PLAIN_NAMES[metric] ?? words[words.length - 1] ?? ''];
}
