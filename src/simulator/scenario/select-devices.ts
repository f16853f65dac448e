import type { Random } from '../../runtime/random.ts';
import { didYouMean } from '../../runtime/near-match.ts';
import type { StepSelector } from './scenario-schema.ts';

/**
 * The devices that a selector means, in the order of the fleet. A share and a count take those with
 * the smallest of numbers that each device draws by its name, so that one device more in the fleet
 * moves the choice by one device at most. A share is rounded, and is at least one device.
 */
export function selectDevices(
  { patterns, share, count }: StepSelector,
  devices: readonly string[],
  random: Random,
): readonly string[] {
  const matchers = patterns.map((pattern) => matcherOf(pattern));
  const matching = devices.filter((device) => matchers.some((matches) => matches(device)));
  const wanted = count ?? (share === undefined ? undefined : shareOf(matching.length, share));
  if (wanted === undefined || wanted >= matching.length) return matching;
  const drawn = matching
    .map((device) => ({ device, draw: random.fork(device).next() }))
    .toSorted((a, b) => a.draw - b.draw)
    .slice(0, wanted);
  const chosen = new Set(drawn.map(({ device }) => device));
  return matching.filter((device) => chosen.has(device));
}

/** What is wrong with patterns that match no device. */
export function unmatchedPatterns(
  { patterns }: StepSelector,
  devices: readonly string[],
): readonly string[] {
  return patterns
    .filter((pattern) => !devices.some(matcherOf(pattern)))
    .map((pattern) => {
      const near = pattern.includes('*') ? '' : didYouMean(pattern, devices);
      const range = `${devices[0]} to ${devices[devices.length - 1]}`;
      return `"${pattern}" matches no device.${near} Devices are called ${range}.`;
    });
}

function shareOf(count: number, share: number): number {
  return Math.max(1, Math.round(count * share));
}

function matcherOf(pattern: string): (device: string) => boolean {
  const source = pattern.split('*').join('.*');
  const whole = new RegExp(`^${source}$`, 'u');
  return (device) => whole.test(device);
}
