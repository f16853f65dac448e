import { eachDevice } from '../../cloud/aws/each-device.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import type { TargetOptions } from '../options/provision-options.ts';
import { withTarget, type Target } from './open-target.ts';
import { createDeviceProgress } from './progress.ts';

export interface DevicesJob<T> {
  readonly target: TargetOptions;
  /** Whether a state folder may be made. */
  readonly create?: boolean;
  /** Finds out whom the job is for, once the target is open. */
  names(target: Target): Promise<readonly string[]>;
  /** Does it for one device. */
  work(target: Target, name: string): Promise<T>;
  /** Comes after the last device, while the target is still open. */
  finish?(target: Target, names: readonly string[], results: readonly T[]): Promise<void>;
}

export interface DevicesDone<T> {
  /** Of the devices that were done, in the order of the names. */
  readonly results: readonly T[];
  readonly place: string;
  /** 130 when it was interrupted: what is in `results` was done, the rest was not. */
  readonly exitCode: ExitCode;
}

/** A job over many devices, with progress, that Ctrl+C ends after the devices that are in the making. */
export async function overDevices<T>(job: DevicesJob<T>, io: CliIo): Promise<DevicesDone<T>> {
  using interrupt = io.watchInterrupts();
  const { signal } = interrupt;
  const done = new Map<string, T>();
  let names: readonly string[] = [];
  // Several are in the making at once: which is ready first depends on the machine.
  const results = (): readonly T[] => names.flatMap((name) => done.get(name) ?? []);
  const options = { target: job.target, io, signal, create: job.create === true };
  return withTarget(options, async (target) => {
    const progress = createDeviceProgress(io);
    try {
      names = await job.names(target);
      const work = async (name: string): Promise<void> => {
        done.set(name, await job.work(target, name));
      };
      await eachDevice(names, work, { signal, onProgress: progress.tell });
      await job.finish?.(target, names, results());
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      progress.end();
    }
    const exitCode = signal.aborted ? EXIT.interrupted : EXIT.ok;
    return { results: results(), place: target.place, exitCode };
  });
}
