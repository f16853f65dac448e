import type { Clock } from '../../runtime/clock.ts';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import type { Fleet } from '../../simulator/fleet.ts';
import type { FaultMode, FaultRequest } from '../../simulator/faults/fault.ts';
import type { RunEvent } from '../../telemetry/run-event.ts';
import { openControlServer } from '../control/control-server.ts';
import type { ControlCommand, ControlResults } from '../control/protocol.ts';
import type { AlertDesk } from './alert-desk.ts';

export interface RunControlOptions {
  readonly profile: string;
  /** Absent where recorded data is played: nothing can be injected into the past. */
  readonly simulation?: {
    readonly fleet: Fleet;
    /** Simulated time. */
    readonly clock: Pick<Clock, 'now'>;
    /** The faults of its family. */
    readonly modes: readonly FaultMode[];
  };
  readonly alerts: AlertDesk;
  readonly tell: (event: RunEvent) => void;
  /** Wall time, ms since the epoch. */
  readonly now: () => number;
}

type CommandOf<M> = Extract<ControlCommand, { readonly method: M }>;

type Handlers = {
  readonly [M in ControlCommand['method']]: (
    command: CommandOf<M>,
  ) => ControlResults[M] | Promise<ControlResults[M]>;
};

/** The way in for other terminals; a run goes on without it where the system has no socket for it. */
export async function openRunControl(
  stateDir: string,
  options: RunControlOptions,
): Promise<AsyncDisposable> {
  const handle = createRunControl(options);
  try {
    return await openControlServer({ stateDir, handle, now: () => performance.now() });
  } catch (error) {
    const text = `Other terminals cannot reach this run: ${messageOf(error)}`;
    options.tell({ type: 'warning', text });
    return { [Symbol.asyncDispose]: () => Promise.resolve() };
  }
}

/** What a run does when another terminal asks. */
function createRunControl(options: RunControlOptions) {
  const { profile, alerts, tell, now } = options;
  const handlers: Handlers = {
    modes({ device }) {
      const { fleet, modes } = simulationOf(options);
      const names = fleet.devices.map(({ name }) => name);
      return {
        profile,
        devices: { count: names.length, first: names[0] ?? '', last: names.at(-1) ?? '' },
        modes: device === undefined ? modes : fleet.modesOf(device),
      };
    },
    inject(command) {
      const { fleet, clock } = simulationOf(options);
      const truth = fleet.inject(requestOf(command), clock.now());
      tell({ type: 'truth', truth });
      return truth;
    },
    repair({ device, mode }) {
      const { fleet, clock } = simulationOf(options);
      const repaired = fleet.repair({ device, mode }, clock.now());
      for (const truth of repaired) tell({ type: 'repair', truth });
      return repaired;
    },
    alerts: () => alerts.list(),
    async acknowledge({ id }) {
      const alert = await alerts.acknowledge(id);
      tell({ type: 'alert-acknowledged', id, ts: now() });
      return alert;
    },
    async close({ id }) {
      const alert = await alerts.close(id);
      tell({ type: 'alert-settled', id, ts: now() });
      return alert;
    },
  };
  return async (command: ControlCommand): Promise<unknown> => fulfil(handlers, command);
}

function fulfil<M extends ControlCommand['method']>(
  handlers: Handlers,
  command: CommandOf<M> & { readonly method: M },
) {
  return handlers[command.method](command);
}

function requestOf(command: CommandOf<'inject'>): FaultRequest {
  const { mode, device, overMs, severity, channel } = command;
  return {
    mode,
    device,
    delayMs: 0,
    ...(overMs === undefined ? {} : { overMs }),
    ...(severity === undefined ? {} : { severity }),
    ...(channel === undefined ? {} : { channel }),
  };
}

function simulationOf({ simulation }: RunControlOptions) {
  if (simulation !== undefined) return simulation;
  throw new PmSimError(
    'control/no-simulation',
    'The run plays recorded data, which has no faults to come.',
    {
      hint: 'Faults go into a simulated fleet: `pm-sim run --profile wind-farm`.',
    },
  );
}
