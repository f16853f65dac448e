import type { Random } from '../../runtime/random.ts';
import type { FaultMode, FaultRequest } from '../faults/fault.ts';

export interface CampaignOptions {
  readonly devices: readonly string[];
  /** Faults that a device can have. */
  readonly modesOf: (device: string) => readonly FaultMode[];
  /** Length of the data set, ms. */
  readonly spanMs: number;
  /** Stream of the data set; each device forks its own by name. */
  readonly random: Random;
}

const YEAR_MS = 365.25 * 86_400_000;

/** Share of the devices that get faults at all: half stay healthy as the reference; engineering judgement. */
const AFFLICTED_SHARE = 0.5;

/** Further faults of an afflicted device, per device-year, before its own factor; engineering judgement. */
const FURTHER_PER_YEAR = { low: 0.5, high: 2 };

/** Most faults of one device, so that a long run stays a series of episodes and not one ruin. */
const FAULTS_MAX = 12;

/** Severity of a fault, share of its final effect; below 0.4 few faults show at all (engineering judgement). */
const SEVERITY = { low: 0.4, high: 1 };

/** Share of the data set that a fault takes when its own time is longer than half of it. */
const SHARE_OF_RUN = { low: 0.2, high: 0.5 };

/** Random faults for a fleet, decided before the first reading; device by device, from its own stream. */
export function planCampaign(options: CampaignOptions): readonly FaultRequest[] {
  return options.devices.flatMap((device) => planDevice(device, options));
}

function planDevice(device: string, options: CampaignOptions): readonly FaultRequest[] {
  const random = options.random.fork(`campaign:${device}`);
  if (!random.chance(AFFLICTED_SHARE)) return [];
  const perMs = random.between(FURTHER_PER_YEAR.low, FURTHER_PER_YEAR.high) / YEAR_MS;
  const count = 1 + arrivals(options.spanMs * perMs, random);
  const faults = Array.from({ length: count }, () => drawFault(device, options, random));
  return faults.toSorted((a, b) => a.delayMs - b.delayMs);
}

/** Poisson variate by its exponential gaps, up to the most that a device may have. */
function arrivals(mean: number, random: Random): number {
  let count = 0;
  for (let sum = random.exponential(); sum < mean; sum += random.exponential()) {
    count += 1;
    if (count === FAULTS_MAX - 1) break;
  }
  return count;
}

/** What happens more often is drawn more often. */
function drawMode(modes: readonly FaultMode[], random: Random): FaultMode {
  const total = modes.reduce((sum, { perDeviceYear }) => sum + perDeviceYear, 0);
  let left = random.between(0, total);
  const drawn = modes.find(({ perDeviceYear }) => (left -= perDeviceYear) < 0);
  return drawn ?? (modes[0] as FaultMode);
}

function drawFault(
  device: string,
  { modesOf, spanMs }: CampaignOptions,
  random: Random,
): FaultRequest {
  const mode = drawMode(modesOf(device), random);
  const delayMs = Math.floor(random.between(0, spanMs));
  const share = random.between(SHARE_OF_RUN.low, SHARE_OF_RUN.high);
  const fits = mode.defaultOverMs <= spanMs * SHARE_OF_RUN.high;
  const severity = Math.round(random.between(SEVERITY.low, SEVERITY.high) * 100) / 100;
  return {
    mode: mode.mode,
    device,
    delayMs,
    overMs: fits ? mode.defaultOverMs : Math.round(spanMs * share),
    severity,
  };
}
