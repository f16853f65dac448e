/** Which metrics of a device family are worth a column. */
export interface KeyMetrics {
  /** What the machine does: its output. Gets the sparkline. */
  readonly primary: string;
  /** What drives and threatens it, most telling first. */
  readonly others: readonly string[];
}

const PRIMARY = [
  /^power(_|$)/,
  /power/,
  /oil_rate|flow_rate|liquid_rate/,
  /load/,
  /spl|thd/,
  /rpm/,
  /^orders$/,
];

/** One metric of each kind, in this order: the driver, pressures, temperatures, vibration, the rest. */
const OTHERS = [
  /wind_speed|^wind/,
  /whp|bhp|intake/,
  /gear_oil|coil_temp|motor_temp|temperature/,
  /brg.*_c$|bearing/,
  /stator|_c$/,
  /vib|accel/,
  /rpm/,
  /pct$/,
  /^revenue_/,
  /^conversion_/,
  /^customer_value_/,
];

/** Chooses from the metric names of a reading; a family that nobody foresaw gets its first ones. */
export function chooseKeyMetrics(names: readonly string[]): KeyMetrics | undefined {
  const primary = firstMatch(names, PRIMARY) ?? names[0];
  if (primary === undefined) return undefined;
  const others: string[] = [];
  for (const pattern of [...OTHERS, /./, /./, /./]) {
    const found = names.find(
      (name) => pattern.test(name) && name !== primary && !others.includes(name),
    );
    if (found !== undefined) others.push(found);
  }
  return { primary, others };
}

const UNITS: Readonly<Record<string, string>> = {
  kw: 'kW',
  kvar: 'kvar',
  kwh: 'kWh',
  c: '°C',
  ms: 'm/s',
  mps: 'm/s',
  mms: 'mm/s',
  rpm: 'rpm',
  bar: 'bar',
  deg: '°',
  nm: 'N·m',
  hz: 'Hz',
  v: 'V',
  a: 'A',
  g: 'g',
  mg: 'mg',
  db: 'dB',
  dbm: 'dBm',
  ma: 'mA',
  mv: 'mV',
  pct: '%',
  bbl_s: 'bbl/s',
  sm3d: 'Sm³/d',
  ohm: 'Ω',
  usd: 'USD',
};

/** Digits after the point that a unit deserves, so that a column lines up; others get one. */
const DECIMALS: Readonly<Record<string, number>> = {
  kW: 0,
  kvar: 0,
  V: 0,
  kWh: 0,
  N·m: 0,
  mg: 0,
  USD: 0,
  'mm/s': 2,
  g: 2,
  Hz: 2,
  'bbl/s': 4,
};

/** A metric's value as all its values are shown. */
export function metricValue(name: string, value: number): string {
  if (!Number.isFinite(value)) return '–';
  const text = value.toFixed(decimalsOf(name));
  return /^-0(\.0+)?$/.test(text) ? text.slice(1) : text;
}

/** A share or a score between 0 and 1 shows its hundredths, a count of things none. */
function decimalsOf(name: string): number {
  if (/_(share|score)$/.test(name)) return 2;
  if (/^(orders|units|sessions|returns)$/.test(name)) return 0;
  return DECIMALS[metricLabel(name).unit] ?? 1;
}

/** Words that say nothing in a column's title. */
const FILLERS = ['speed', 'temp', 'temperature'];

/** `gear_oil_c` → `gear oil` in `°C`; the unit is the suffix, as metric names carry it. */
export function metricLabel(name: string): { readonly label: string; readonly unit: string } {
  const words = name.split('_');
  const length = [2, 1].find((n) => n < words.length && UNITS[words.slice(-n).join('_')]) ?? 0;
  const unit = length === 0 ? '' : (UNITS[words.slice(-length).join('_')] ?? '');
  const rest = words.slice(0, words.length - length);
  const telling = rest.filter((word) => !FILLERS.includes(word));
  return { label: (telling.length === 0 ? rest : telling).join(' '), unit };
}

function firstMatch(names: readonly string[], patterns: readonly RegExp[]): string | undefined {
  for (const pattern of patterns) {
    const found = names.find((name) => pattern.test(name));
    if (found !== undefined) return found;
  }
  return undefined;
}
