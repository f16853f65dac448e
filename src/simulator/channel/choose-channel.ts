import { PmSimError } from '../../runtime/errors.ts';
import { didYouMean } from '../../runtime/near-match.ts';
import type { Random } from '../../runtime/random.ts';
import type { FaultRequest } from '../faults/fault.ts';
import type { ChannelFault } from './faults/index.ts';
import { isMeasured } from './quantity-of.ts';

export interface ChooseChannelOptions {
  readonly fault: ChannelFault;
  readonly request: FaultRequest;
  /** What the device delivers. */
  readonly metrics: () => readonly string[];
  /** Stream of this occurrence. */
  readonly random: Random;
}

/**
 * The metrics that an occurrence moves: the one that was asked for, or one of those that come from a
 * sensor; none for a fault of the clock.
 * @throws PmSimError `fault/unknown-channel`, `fault/not-applicable`
 */
export function chooseChannel(options: ChooseChannelOptions): readonly string[] {
  const { fault, request, random } = options;
  if (fault.kind === 'comms') {
    if (request.channel === undefined) return [];
    throw noChannel(fault.mode, 'concerns whole readings');
  }
  const { applies = () => true } = fault;
  const metrics = options.metrics();
  const candidates = metrics.filter((metric) => isMeasured(metric) && applies(metric));
  if (request.channel === undefined) {
    const drawn = candidates[random.int(candidates.length)];
    if (drawn !== undefined) return [drawn];
    throw new PmSimError(
      'fault/not-applicable',
      `${request.device} has no metric that can have "${fault.mode}".`,
    );
  }
  return [checked(request.channel, { ...options, metrics, applies })];
}

/** @throws PmSimError `fault/not-applicable` */
export function refuseChannel({ channel, mode }: FaultRequest): void {
  if (channel !== undefined) throw noChannel(mode, 'moves channels of its own');
}

function noChannel(mode: string, why: string): PmSimError {
  return new PmSimError('fault/not-applicable', `"${mode}" ${why}; channel= is for sensors.`, {
    hint: 'Leave channel= out, or inject a fault of a sensor, e.g. sensor-stuck.',
  });
}

interface CheckOptions {
  readonly fault: ChannelFault;
  readonly request: FaultRequest;
  readonly metrics: readonly string[];
  readonly applies: (metric: string) => boolean;
}

function checked(channel: string, { fault, request, metrics, applies }: CheckOptions): string {
  if (!metrics.includes(channel)) {
    throw new PmSimError(
      'fault/unknown-channel',
      `${request.device} has no metric "${channel}".${didYouMean(channel, metrics)}`,
      { hint: `It has ${metrics.join(', ')}.` },
    );
  }
  if (applies(channel)) return channel;
  const fitting = metrics.filter(applies);
  throw new PmSimError(
    'fault/not-applicable',
    `"${fault.mode}" has nothing to do with ${channel}.`,
    { hint: `It is a fault of ${fitting.join(', ')}.` },
  );
}
