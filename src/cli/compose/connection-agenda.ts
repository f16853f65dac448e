import { sleep, type Clock } from '../../runtime/clock.ts';
import { untilAborted } from '../../runtime/until-aborted.ts';
import { messageOf } from '../../runtime/errors.ts';
import type { ConnectionAction } from '../../simulator/scenario/connection-action.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import type { LinkControl } from './link.ts';
import type { Agenda } from './pump.ts';
import type { TelemetryPath } from './telemetry-path.ts';

/** What a run does to its connections, and when. */
export interface ConnectionPlan {
  readonly actions: readonly ConnectionAction[];
  /** First instant of the run, ms since the epoch. */
  readonly start: number;
  /** Messages that one device may hold while it is cut off; at the bound its outage ends early. */
  readonly heldMax: number;
  /**
   * Whether the simulation waits for devices to reconnect: where it runs as fast as it goes, hours
   * would pass meanwhile.
   */
  readonly waits: boolean;
}

export interface ConnectionAgendaOptions {
  readonly plan: ConnectionPlan;
  readonly control: LinkControl;
  readonly path: Pick<TelemetryPath, 'unacknowledged' | 'countsUnacknowledged'>;
  /** Wall time. */
  readonly clock: Clock;
  readonly tell: (event: RunEvent) => void;
  /** Ends waiting, not acting. */
  readonly signal: AbortSignal;
}

/** The plan at work: due acts are run between two readings. */
export interface ConnectionAgenda extends Agenda {
  /** To be told of each device that has just given a reading. */
  took(device: string): void;
  /** Ends what is still cut off and waits for certificates under way: nothing may hold up a drain. */
  finish(): Promise<void>;
}

/** Devices that change their certificates at once. */
const ROTATIONS_AT_ONCE = 8;
/** How long devices and certificates may take when the run is over, ms of wall time. */
const FINISH_MS_MAX = 30_000;

interface Act {
  readonly at: number;
  /** Resolves when its devices are connected again. */
  run(): Promise<void>;
}

export function createConnectionAgenda(options: ConnectionAgendaOptions): ConnectionAgenda {
  const { plan, control, clock, signal } = options;
  const outages = createOutages(options);
  const rotations: Promise<unknown>[] = [];
  const acts = plan.actions.flatMap((action) => actsOf(action)).toSorted((a, b) => a.at - b.at);
  let next = 0;

  function actsOf({ kind, delayMs, forMs, devices }: ConnectionAction): readonly Act[] {
    const at = plan.start + delayMs;
    if (kind === 'reconnect-storm') return [{ at, run: () => control.drop(devices) }];
    if (kind === 'rotate-certificates') {
      return [{ at, run: () => startRotation(devices) }];
    }
    const outage = Symbol(kind);
    return [
      { at, run: () => outages.begin(outage, devices) },
      { at: at + forMs, run: () => outages.end(outage, devices) },
    ];
  }

  /** Goes on beside the simulation: a device that is cut off gets its certificate afterwards. */
  async function startRotation(devices: readonly string[]): Promise<void> {
    rotations.push(rotateAll(devices, options));
  }

  return {
    nextDue: () => acts[next]?.at ?? Infinity,
    async run(until) {
      for (let act = acts[next]; act !== undefined && act.at <= until; act = acts[next]) {
        next += 1;
        const back = act.run();
        if (plan.waits) await untilAborted(back, signal);
      }
    },
    took: (device) => outages.took(device),
    async finish() {
      next = acts.length;
      const settled = Promise.all([outages.endAll(), ...rotations]);
      const stop = new AbortController();
      const timeout = sleep(clock, FINISH_MS_MAX, stop.signal).catch(() => undefined);
      await Promise.race([settled, timeout]);
      stop.abort();
    },
  };
}

/** Who is cut off by which outages; a device is back when the last of them is over. */
function createOutages({ plan, control, path, tell }: ConnectionAgendaOptions) {
  const reasons = new Map<string, Set<symbol>>();
  const restore = (devices: readonly string[]): Promise<void> => {
    for (const device of devices) reasons.delete(device);
    const back = control.restore(devices);
    for (const device of devices) path.countsUnacknowledged(device, true);
    return back;
  };
  return {
    async begin(outage: symbol, devices: readonly string[]): Promise<void> {
      for (const device of devices) {
        reasons.set(device, new Set([...(reasons.get(device) ?? []), outage]));
        path.countsUnacknowledged(device, false);
      }
      control.cut(devices);
    },
    end(outage: symbol, devices: readonly string[]): Promise<void> {
      const back = devices.filter((device) => {
        const own = reasons.get(device);
        return own?.delete(outage) === true && own.size === 0;
      });
      return restore(back);
    },
    endAll: () => restore([...reasons.keys()]),
    took(device: string): void {
      if (!reasons.has(device) || path.unacknowledged(device) < plan.heldMax) return;
      const text = `${device}: its outbox is full (${plan.heldMax} messages); its outage ends early.`;
      tell({ type: 'warning', text });
      void restore([device]);
    },
  };
}

/** A few at a time, as a fleet's job would; one that fails leaves its device as it was. */
async function rotateAll(
  devices: readonly string[],
  { control, tell }: ConnectionAgendaOptions,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let device = devices[next]; device !== undefined; device = devices[next]) {
      next += 1;
      try {
        await control.rotateCertificate(device);
      } catch (error) {
        tell({ type: 'warning', text: `${device}: ${messageOf(error)}` });
      }
    }
  };
  await Promise.all(Array.from({ length: ROTATIONS_AT_ONCE }, () => worker()));
}
