import type { RunProfile } from '../compose/profile-sections.ts';

/** A profile as the YAML that would give exactly these values, each number with its unit. */
export function profileText(profile: RunProfile): string {
  const {
    startMs,
    intervalMs,
    profile: name,
    description,
    device,
    count,
    naming,
    dataset,
    ...rest
  } = profile;
  const start = new Date(startMs).toISOString();
  const interval = `${intervalMs}ms`;
  const head = { profile: name, description, device, count, naming, start, interval };
  const sets = dataset && { interval: `${dataset.intervalMs}ms`, record: dataset.record };
  const lines = yamlLines({ ...head, dataset: sets, ...rest });
  const width = Math.max(
    0,
    ...lines.filter(({ unit }) => unit !== '').map(({ text }) => text.length),
  );
  return lines
    .map(({ text, unit }) => (unit === '' ? text : `${text.padEnd(width)}  # ${unit}`))
    .map((line) => `${line}\n`)
    .join('');
}

interface YamlLine {
  readonly text: string;
  readonly unit: string;
}

function yamlLines(value: object, indent = ''): YamlLine[] {
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) =>
    item === undefined ? [] : entryLines(`${indent}${key}:`, item, key),
  );
}

function entryLines(head: string, item: unknown, key: string): YamlLine[] {
  const indent = ' '.repeat(head.length - head.trimStart().length);
  if (Array.isArray(item)) {
    const items = item as unknown[];
    if (items.length === 0) return [{ text: `${head} []`, unit: '' }];
    return [
      { text: head, unit: '' },
      ...items.map((each) => ({ text: `${indent}  - ${flow(each)}`, unit: '' })),
    ];
  }
  if (typeof item === 'object' && item !== null) {
    const inner = yamlLines(item, `${indent}  `);
    return inner.length === 0
      ? [{ text: `${head} {}`, unit: '' }]
      : [{ text: head, unit: '' }, ...inner];
  }
  return [{ text: `${head} ${flow(item)}`, unit: typeof item === 'number' ? unitOf(key) : '' }];
}

/** YAML's flow style, in which nested values stay on their line. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${(value as unknown[]).map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => `${key}: ${flow(item)}`);
    return `{ ${pairs.join(', ')} }`;
  }
  if (typeof value !== 'string') return JSON.stringify(value);
  return PLAIN.test(value) ? value : JSON.stringify(value);
}

/** Text that YAML reads back as the same text without quotes. */
const PLAIN = /^[A-Za-z_][\w .+%/-]*$/;

/** The unit is the last word of a key, as in `powerKw`; longer endings first. */
const UNITS: readonly (readonly [ending: string, unit: string])[] = [
  ['DegPerS', 'degrees/s'],
  ['TauMin', 'min'],
  ['Mms', 'mm/s'],
  ['Mps', 'm/s'],
  ['Rpm', 'rpm'],
  ['Deg', 'degrees'],
  ['Kw', 'kW'],
  ['Hz', 'Hz'],
  ['Mg', 'mg'],
  ['Min', 'min'],
  ['Bar', 'bar'],
  ['Lpm', 'L/min'],
  ['Pct', '%'],
  ['Hour', 'hour of the day'],
  ['Day', 'day of the year'],
  ['Share', 'share'],
  ['Ppm', 'ppm'],
  ['Ms', 'ms'],
  ['C', '°C'],
  ['K', 'K'],
  ['M', 'm'],
  ['S', 's'],
  ['H', 'h'],
];

function unitOf(key: string): string {
  if (key === 'latitude' || key === 'longitude') return 'degrees';
  const found = UNITS.find(
    ([ending]) =>
      key.endsWith(ending) && (ending.length > 1 || /[a-z\d]$/.test(key.slice(0, -ending.length))),
  );
  return key === 'weibullK' ? '' : (found?.[1] ?? '');
}
