import { PmSimError } from '../runtime/errors.ts';
import { didYouMean } from '../runtime/near-match.ts';
import type { Random } from '../runtime/random.ts';
import type { TruthEvent } from '../telemetry/truth.ts';
import { chooseChannel, refuseChannel } from './channel/choose-channel.ts';
import { CHANNEL_FAULTS, type ChannelFault } from './channel/faults/index.ts';
import type { Station } from './channel/station.ts';
import type { TruthKeeper } from './channel/twin/truth-keeper.ts';
import type { DeviceInfo } from './devices/device.ts';
import type { FaultMode, FaultPlan, FaultRequest } from './faults/fault.ts';
import { planFault } from './faults/plan-fault.ts';

export interface FaultPlanner {
  /** Plans a fault whose delay counts from `now`, and has its device obey it. */
  inject(request: FaultRequest, now: number): TruthEvent;
}

export interface FaultPlannerOptions {
  readonly modes: readonly FaultMode[];
  readonly find: (device: string) => Station;
  /** What a device delivers, known before it has delivered anything. */
  readonly metricsOf: (info: DeviceInfo) => readonly string[];
  readonly truth: Pick<TruthKeeper, 'add'>;
  /** Stream of the site. */
  readonly random: Random;
}

export function createFaultPlanner(options: FaultPlannerOptions): FaultPlanner {
  const occurrences = new Map<string, number>();
  return {
    inject(request, now) {
      const known = findMode(options.modes, request.mode);
      const station = options.find(request.device);
      const mode = station.device.adapted?.(known) ?? known;
      const key = `${request.mode}@${request.device}`;
      const occurrence = (occurrences.get(key) ?? 0) + 1;
      const random = options.random.fork(`faults:${request.device}`);
      const common = { request, mode, now, occurrence, random };
      const fault = CHANNEL_FAULTS.find((one) => one.mode === mode.mode);
      const plan =
        fault === undefined
          ? afflictDevice(common, station)
          : afflictChannel({ ...common, fault }, station, options);
      occurrences.set(key, occurrence);
      options.truth.add(plan, station);
      return plan.event;
    },
  };
}

type Planned = Parameters<typeof planFault>[0];

function afflictDevice(planned: Planned, { device }: Station): FaultPlan {
  refuseChannel(planned.request);
  const plan = planFault(planned);
  device.afflict(plan);
  return plan;
}

function afflictChannel(
  planned: Planned & { readonly fault: ChannelFault },
  station: Station,
  { metricsOf }: FaultPlannerOptions,
): FaultPlan {
  const { fault, request, mode, occurrence } = planned;
  const random = planned.random.fork(`${mode.mode}#${occurrence}`).fork('channel');
  const metrics = (): readonly string[] => metricsOf(station.device.info);
  const channels = chooseChannel({ fault, request, metrics, random });
  const plan = planFault({ ...planned, channels });
  station.afflict({ fault, plan, random: random.fork('course') });
  return plan;
}

function findMode(modes: readonly FaultMode[], wanted: string): FaultMode {
  const found = modes.find(({ mode }) => mode === wanted);
  if (found !== undefined) return found;
  const names = modes.map(({ mode }) => mode);
  throw new PmSimError(
    'fault/unknown-mode',
    `There is no fault mode "${wanted}".${didYouMean(wanted, names)}`,
    { hint: `Modes of this fleet: ${names.join(', ')}.` },
  );
}
