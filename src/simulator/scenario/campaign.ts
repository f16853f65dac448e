import type { Random } from '../../runtime/random.ts';
import { PASSING, type FaultMode, type FaultRequest } from '../faults/fault.ts';
import { gamma } from '../signals/gamma.ts';
import type { CampaignSettings } from './campaign-settings.ts';
import { createOccupancy, type Occupancy } from './occupancy.ts';
import { drawRepairLagMs } from './repairs.ts';

export interface CampaignOptions {
  readonly settings: CampaignSettings;
  readonly devices: readonly string[];
  /** Faults that a device can have. */
  readonly modesOf: (device: string) => readonly FaultMode[];
  /** Faults that are planned already: the campaign keeps clear of them. */
  readonly taken: readonly FaultRequest[];
  /** Length of the run or of the data set, ms. */
  readonly spanMs: number;
  /** Stream of the run; each device forks its own by name. */
  readonly random: Random;
}

const YEAR_MS = 365.25 * 86_400_000;

/** Most arrivals of one mode on one device: beyond it a rate is a mistake of its unit. */
const ARRIVALS_MAX = 10_000;

/** Most of the span that a confounder takes, share; engineering judgement. */
const CONFOUNDER_SHARE = { low: 0.2, high: 0.5 };

/** Share of its device's time for faults that one fault takes which would take more by itself. */
const FITTED_SHARE = { low: 0.4, high: 0.8 };
/** Most of that time that its repair takes. */
const REPAIR_SHARE = 0.2;
/** Most of the span that one device is faulty, whatever the share of afflicted devices says. */
const FAULTY_SHARE_MAX = 0.5;

/** Random faults for a fleet, decided before the first reading; device by device, from its own stream. */
export function planCampaign(options: CampaignOptions): readonly FaultRequest[] {
  return options.devices.flatMap((device) => planDevice(device, options));
}

/** A fault that may come about, if its device has the time for it. */
interface Arrival {
  readonly mode: FaultMode;
  readonly delayMs: number;
  readonly overMs: number;
  readonly lagMs: number;
  readonly severity: number;
}

function planDevice(device: string, options: CampaignOptions): readonly FaultRequest[] {
  const { settings, spanMs, taken } = options;
  const random = options.random.fork(`campaign:${device}`);
  const afflicted = random.chance(settings.afflictedShare);
  const proneness = gamma(random, settings.proneShape) / settings.afflictedShare;
  const draw = { options, random, budgetMs: budgetOf(settings, spanMs) };
  const modes = options.modesOf(device);
  const arrivals = modes.flatMap((mode) => {
    const perYear = rateOf(mode, settings) * (isConfounder(mode) ? 1 : proneness);
    return isConfounder(mode) || afflicted ? arrivalsOf(mode, perYear, draw) : [];
  });
  const occupancy = createOccupancy({
    openMax: settings.openMax,
    budgetMs: draw.budgetMs,
    taken: taken.filter((fault) => fault.device === device),
  });
  // First what is tried on purpose, so that nothing that came about by its rate takes its time.
  const tried = afflicted ? triedFault(modes, draw) : [];
  const planned = [...tried, ...arrivals.toSorted((a, b) => a.delayMs - b.delayMs)].filter(
    (arrival) => admitted(arrival, occupancy),
  );
  return planned.toSorted((a, b) => a.delayMs - b.delayMs).map((arrival) => asked(device, arrival));
}

interface Draw {
  readonly options: CampaignOptions;
  /** The device's stream. */
  readonly random: Random;
  /** Time that the device may be faulty, ms. */
  readonly budgetMs: number;
}

function budgetOf({ densityMax, afflictedShare }: CampaignSettings, spanMs: number): number {
  return spanMs * Math.min(FAULTY_SHARE_MAX, densityMax / afflictedShare);
}

/** Its own rate per device-year, unless the settings name another. */
function rateOf({ mode, perDeviceYear }: FaultMode, settings: CampaignSettings): number {
  return (settings.rates[mode] ?? perDeviceYear) * settings.rateFactor;
}

/** A Poisson process over the span. */
function arrivalsOf(mode: FaultMode, perYear: number, draw: Draw): readonly Arrival[] {
  const { spanMs } = draw.options;
  const random = draw.random.fork(mode.mode);
  const arrivals: Arrival[] = [];
  if (perYear <= 0) return arrivals;
  let at = random.exponential() * (YEAR_MS / perYear);
  while (at < spanMs && arrivals.length < ARRIVALS_MAX) {
    arrivals.push(arrivalAt(Math.floor(at), { mode, draw, random }));
    at += random.exponential() * (YEAR_MS / perYear);
  }
  return arrivals;
}

/**
 * One fault at a uniform instant, every mode as likely as the next: at their real rates of one in ten
 * years most would never be tried, and a detector would be judged on the commonest alone.
 */
function triedFault(modes: readonly FaultMode[], draw: Draw): readonly Arrival[] {
  const { settings, spanMs } = draw.options;
  const random = draw.random.fork('first');
  const faults = modes.filter((mode) => mode.kind === 'fault' && rateOf(mode, settings) > 0);
  const mode = faults[random.int(Math.max(1, faults.length))];
  return mode === undefined ? [] : [arrivalAt(random.int(spanMs), { mode, draw, random })];
}

interface ArrivalOptions {
  readonly mode: FaultMode;
  readonly draw: Draw;
  /** The mode's stream. */
  readonly random: Random;
}

function arrivalAt(delayMs: number, { mode, draw, random }: ArrivalOptions): Arrival {
  const { settings, spanMs } = draw.options;
  const ownMs = mode.defaultOverMs * Math.exp(settings.spread * random.normal());
  const severity = random.between(settings.severity.from, settings.severity.to);
  const share = random.next();
  const lagMs = Math.min(drawRepairLagMs(random), draw.budgetMs * REPAIR_SHARE);
  const { low, high } = isConfounder(mode) ? CONFOUNDER_SHARE : FITTED_SHARE;
  const roomMs = isConfounder(mode) ? spanMs : draw.budgetMs;
  const fits = ownMs <= roomMs * high;
  const overMs = fits ? ownMs : roomMs * (low + (high - low) * share);
  return {
    mode,
    delayMs,
    overMs: Math.max(1, Math.round(overMs)),
    lagMs: isConfounder(mode) || PASSING.includes(mode.course) ? 0 : Math.round(lagMs),
    severity: Math.round(severity * 100) / 100,
  };
}

function admitted({ mode, delayMs, overMs, lagMs }: Arrival, occupancy: Occupancy): boolean {
  const spell = { mode: mode.mode, from: delayMs, to: delayMs + overMs + lagMs };
  return occupancy.admit(spell, isConfounder(mode));
}

function isConfounder({ kind }: FaultMode): boolean {
  return kind === 'operational';
}

function asked(device: string, { mode, delayMs, overMs, lagMs, severity }: Arrival): FaultRequest {
  return { mode: mode.mode, device, delayMs, overMs, severity, repairAfterMs: lagMs };
}
