import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { IoTClient } from '@aws-sdk/client-iot';
import type { IotContext } from '../../cloud/aws/iot-call.ts';
import { paceClient } from '../../cloud/aws/pacing.ts';
import { openControlPlane } from '../../cloud/local/open-control-plane.ts';
import { systemClock } from '../../runtime/clock.ts';
import { PmSimError } from '../../runtime/errors.ts';
import { createRandom } from '../../runtime/random.ts';
import { awsConfig, isAws, placeText } from '../cloud/aws-config.ts';
import type { CliIo } from '../io.ts';
import type { TargetOptions } from '../options/provision-options.ts';
import { awsFault } from '../cloud/aws-fault.ts';

/** The IoT control plane that a command works on. */
export interface Target extends IotContext, AsyncDisposable {
  /** The authority of the twin; AWS IoT publishes none for the certificates that it issues. */
  readonly caPem?: string;
  /** Signed by the authority of the twin, PEM; AWS IoT publishes no such list. */
  readonly revocationList?: (days: number) => string;
  /** In words, for messages. */
  readonly place: string;
}

interface OpenTargetOptions {
  readonly target: TargetOptions;
  readonly io: CliIo;
  readonly signal: AbortSignal;
  /** Whether a state folder may be made; only commands that make identities want that. */
  readonly create: boolean;
}

/**
 * Opens the target, works on it and closes it, whatever happens.
 * @throws PmSimError `state/in-use` while a run holds the twin's state, `state/missing`, and what
 * AWS refuses, told as `connection/…`
 */
export async function withTarget<T>(
  options: OpenTargetOptions,
  work: (target: Target) => Promise<T>,
): Promise<T> {
  await using target = await openTarget(options);
  try {
    return await work(target);
  } catch (error) {
    throw awsFault(error, target.place);
  }
}

function openTarget(options: OpenTargetOptions): Promise<Target> {
  const { target } = options;
  return target.kind === 'local'
    ? openTwin(target, options)
    : Promise.resolve(openAws(target, options));
}

async function openTwin(
  { stateDir, days }: Extract<TargetOptions, { kind: 'local' }>,
  { create, io, signal }: OpenTargetOptions,
): Promise<Target> {
  if (!create && !(await isThere(join(stateDir, 'identity')))) throw missing(stateDir);
  const clock = systemClock();
  const plane = await openControlPlane({
    stateDir,
    clock,
    log: ({ level, text }) => {
      if (level === 'warn' || level === 'error') io.stderr.write(`${text}\n`);
    },
    ...(days === undefined ? {} : { deviceCertificateDays: days }),
  });
  const iot = new IoTClient(plane.clientDefaults);
  return {
    iot,
    clock,
    random: createRandom('provision'),
    signal,
    caPem: plane.caPem,
    revocationList: (listDays) => plane.revocationList(listDays),
    place: stateDir,
    async [Symbol.asyncDispose]() {
      iot.destroy();
      await plane[Symbol.asyncDispose]();
    },
  };
}

function openAws(
  target: Extract<TargetOptions, { kind: 'aws' }>,
  { io, signal }: OpenTargetOptions,
): Target {
  const config = awsConfig(target, io.env, 'IOT');
  const iot = new IoTClient(config);
  const clock = systemClock();
  if (isAws(config)) paceClient(iot, { clock, signal });
  return {
    iot,
    clock,
    random: createRandom(io.newSeed()),
    signal,
    place: placeText('AWS IoT', config),
    [Symbol.asyncDispose]() {
      iot.destroy();
      return Promise.resolve();
    },
  };
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function missing(stateDir: string): PmSimError {
  return new PmSimError(
    'state/missing',
    `There are no identities in the state folder ${stateDir}.`,
    {
      hint: 'Make some with `pm-sim provision create`, or name another folder with --state DIR.',
    },
  );
}
