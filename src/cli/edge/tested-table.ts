import { formatValue } from '../format.ts';
import type { TestedReading } from './tested-reading.ts';

/** Widths of the first columns; the values come last and take what they need. */
const WIDTH = { time: 24, device: 14, filter: 12, sent: 6 } as const;

export function testedHeader(filters: readonly string[]): string {
  const cells = ['time'.padEnd(WIDTH.time), 'device'.padEnd(WIDTH.device)];
  const names = filters.map((name) => name.padEnd(widthOf(name)));
  return `${[...cells, ...names, 'sent'.padEnd(WIDTH.sent), 'values'].join('  ').trimEnd()}\n`;
}

/** A line for a reading, and one for each alarm and each reading that goes out before it. */
export function testedRow(tested: TestedReading, filters: readonly string[]): string {
  const { time, device, metrics, sent, alarms, before, votes = {} } = tested;
  const decisions = filters.map((name) => (tested.filters[name] ?? '').padEnd(widthOf(name)));
  const values = Object.entries(metrics).map(([name, value]) => `${name} ${formatValue(value)}`);
  const cells = [
    time.padEnd(WIDTH.time),
    device.padEnd(WIDTH.device),
    ...decisions,
    (sent ? 'yes' : '–').padEnd(WIDTH.sent),
    values.join(', '),
  ];
  const notes = [
    ...before.map((earlier) => `also sends ${earlier}`),
    ...Object.entries(votes).map(([filter, names]) => `${filter}: votes of ${names.join(', ')}`),
    ...alarms.map(
      ({ severity, state, metric, value, limit }) =>
        `${severity} alarm ${state}: ${metric} ${formatValue(value)}, limit ${formatValue(limit)}`,
    ),
  ];
  const indent = ' '.repeat(WIDTH.time + 2);
  return [cells.join('  ').trimEnd(), ...notes.map((note) => `${indent}${note}`), ''].join('\n');
}

function widthOf(name: string): number {
  return Math.max(WIDTH.filter, name.length);
}
