import { readFile } from 'node:fs/promises';
import { createRandom } from '../../src/runtime/random.ts';
import { TURBINE_FAULTS } from '../../src/simulator/devices/wind-turbine/faults/index.ts';
import { STATUS_CODES } from '../../src/simulator/devices/wind-turbine/operation.ts';
import type { FaultRequest } from '../../src/simulator/faults/fault.ts';

/** A statistic of the events of a turbine's log, and the range of it over the months of the real log. */
export interface EventStatistic {
  readonly what: string;
  readonly simulated: number;
  readonly band: { readonly min: number; readonly max: number };
}

const DAY_MS = 86_400_000;
/** Limits on the power are the operator's choice; the real turbines had none. */
const NOT_AT_THESE_TURBINES = ['curtailment', 'noise-mode'];
/** Rarer ones are component failures, not part of any year of a turbine. */
const EVERY_YEAR = 1;

/**
 * Component failures of WMEP: a year's number and the days of downtime of each. Only the downtime is
 * simulated here, as stops for service.
 */
const REPAIRS = [
  { what: 'gearbox', perYear: 0.1, days: 10 },
  { what: 'generator', perYear: 0.1, days: 6 },
  { what: 'electrical', perYear: 0.57, days: 1.5 },
  { what: 'control', perYear: 0.43, days: 1.5 },
  { what: 'sensors', perYear: 0.25, days: 1.5 },
  { what: 'hydraulics', perYear: 0.2, days: 1.5 },
] as const;

/** What befalls every turbine several times a year, at the rates of the modes, as a Poisson process. */
export function normalEvents(devices: readonly string[], spanMs: number): readonly FaultRequest[] {
  const modes = TURBINE_FAULTS.filter(
    ({ mode, perDeviceYear }) =>
      perDeviceYear >= EVERY_YEAR && !NOT_AT_THESE_TURBINES.includes(mode),
  );
  return devices.flatMap((device) => [
    ...modes.flatMap(({ mode, perDeviceYear }) =>
      arrivals(`${device}/${mode}`, perDeviceYear, spanMs).map((delayMs) => ({
        mode,
        device,
        delayMs,
      })),
    ),
    ...REPAIRS.flatMap(({ what, perYear, days }) =>
      arrivals(`${device}/${what}`, perYear, spanMs).map((delayMs) => ({
        mode: 'service',
        device,
        delayMs,
        overMs: days * DAY_MS,
      })),
    ),
  ]);
}

function arrivals(name: string, perYear: number, spanMs: number): readonly number[] {
  const random = createRandom(`realism/${name}`);
  const gapMs = (365.25 * DAY_MS) / perYear;
  const times: number[] = [];
  for (let t = gapMs * random.exponential(); t < spanMs; t += gapMs * random.exponential())
    times.push(Math.floor(t));
  return times;
}

/** Statuses of the simulated turbine that the real log records as a stop. */
const STOPS: readonly number[] = [
  STATUS_CODES.tripped,
  STATUS_CODES.unwinding,
  STATUS_CODES.service,
  STATUS_CODES['battery-test'],
  STATUS_CODES.iced,
  STATUS_CODES['grid-loss'],
  STATUS_CODES.flushing,
];
const PRODUCTION = STATUS_CODES.production;

/** Names of rows, the simulated statuses whose beginnings count, and the real log's events. */
const COUNTED: readonly {
  readonly what: string;
  readonly codes: readonly number[];
  readonly real: (event: LogEvent) => boolean;
}[] = [
  { what: 'starts_per_day', codes: [PRODUCTION], real: ({ code }) => code === MAINS_OPERATION },
  { what: 'stops_per_day', codes: STOPS, real: ({ status }) => status === 'Stop' },
  {
    what: 'battery_tests_per_day',
    codes: [STATUS_CODES['battery-test']],
    real: ({ code }) => code === BATTERY_TEST,
  },
  {
    what: 'cable_unwinds_per_day',
    codes: [STATUS_CODES.unwinding],
    real: ({ code }) => code === CABLE_UNWIND,
  },
];
const MAINS_OPERATION = '100210';
const BATTERY_TEST = '710';
const CABLE_UNWIND = '6200';

/** Events a day, simulated and in the months of the real log. */
export async function eventRows(
  logFile: string,
  statuses: readonly Float64Array[],
  days: number,
): Promise<readonly EventStatistic[]> {
  const log = parseLog(await readFile(logFile, 'utf8'));
  return COUNTED.map(({ what, codes, real }) => {
    const begun = statuses.map((series) => beginnings(series, codes));
    const monthly = perDayByMonth(log.filter((event) => real(event)));
    return {
      what,
      simulated: begun.reduce((sum, count) => sum + count, 0) / statuses.length / days,
      band: { min: Math.min(...monthly), max: Math.max(...monthly) },
    };
  });
}

function beginnings(series: Float64Array, codes: readonly number[]): number {
  let count = 0;
  for (let i = 1; i < series.length; i += 1) {
    const [now, before] = [series[i] as number, series[i - 1] as number];
    if (now !== before && codes.includes(now)) count += 1;
  }
  return count;
}

interface LogEvent {
  readonly month: number;
  readonly status: string;
  readonly code: string;
}

/** Days of January to June 2021. */
const MONTH_DAYS = [31, 28, 31, 30, 31, 30];

function perDayByMonth(events: readonly LogEvent[]): readonly number[] {
  return MONTH_DAYS.map(
    (length, month) => events.filter((event) => event.month === month).length / length,
  );
}

function parseLog(text: string): readonly LogEvent[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('2021-'))
    .map((line) => {
      const [start = '', , , status = '', code = ''] = line.split(',');
      return { month: Number(start.slice(5, 7)) - 1, status, code };
    });
}
