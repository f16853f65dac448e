import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { loadDeviceFiles } from '../../cloud/aws/device-files.ts';
import { openClaimBroker } from '../../cloud/local/open-claim-broker.ts';
import type { MqttAddress } from '../../edge/transport/mqtt-address.ts';
import { systemClock } from '../../runtime/clock.ts';
import { PmSimError, messageOf } from '../../runtime/errors.ts';
import type { CliIo } from '../io.ts';
import type { ClaimUse, TargetOptions } from '../options/provision-options.ts';

export interface OpenClaimOptions {
  readonly target: TargetOptions;
  readonly use: ClaimUse;
  readonly io: CliIo;
  readonly passphrase?: string;
}

/** Where a claim connects to, until it is disposed of. */
export interface OpenClaim extends AsyncDisposable {
  readonly address: MqttAddress;
}

const MQTT_PORT = 8_883;

/**
 * Reads the claim's files and finds its endpoint: the one given, or a broker on the twin's state
 * folder that is up for as long as the command.
 * @throws PmSimError `device/…`, `options/invalid`, `state/in-use`
 */
export async function openClaim({
  target,
  use,
  io,
  passphrase,
}: OpenClaimOptions): Promise<OpenClaim> {
  const clock = systemClock();
  const certificate = loadDeviceFiles({
    certsDir: dirname(use.claimDir),
    name: basename(use.claimDir),
    now: clock.now(),
    ...(passphrase === undefined ? {} : { passphrase }),
  });
  const identity = {
    clientId: `pm-sim-claim-${io.newSeed()}`,
    cert: certificate.certificatePem,
    key: certificate.privateKeyPem,
  };
  if (use.endpoint !== undefined) {
    const ca = use.caFile === undefined ? defaultCa(target) : readCa(use.caFile);
    const url = urlOf(use.endpoint);
    return { address: { url, ca, ...identity }, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  if (target.kind === 'aws') {
    throw new PmSimError('options/invalid', 'A claim needs an MQTT endpoint to connect to.', {
      hint: 'Give --endpoint with what `aws iot describe-endpoint --endpoint-type iot:Data-ATS` prints.',
    });
  }
  const { days: deviceCertificateDays, stateDir } = target;
  const broker = await openClaimBroker({
    stateDir,
    clock,
    log: ({ level, text }) => {
      if (level === 'warn' || level === 'error') io.stderr.write(`${text}\n`);
    },
    ...(deviceCertificateDays === undefined ? {} : { deviceCertificateDays }),
  });
  return {
    address: { url: `mqtts://127.0.0.1:${broker.port}`, ca: broker.caPem, ...identity },
    [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
  };
}

/** The twin's authority is public beside its state; AWS IoT's are among those that Node trusts. */
function defaultCa(target: TargetOptions): string {
  if (target.kind === 'aws') return rootCertificates.join('\n');
  return readCa(join(target.stateDir, 'identity', 'ca.pem'));
}

function readCa(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new PmSimError('options/invalid', `Cannot read ${path}: ${messageOf(cause)}.`, {
      hint: "Name the PEM file of the endpoint's authority with --ca FILE.",
      cause,
    });
  }
}

function urlOf(endpoint: string): string {
  const url = `mqtts://${/:\d+$/u.test(endpoint) ? endpoint : `${endpoint}:${MQTT_PORT}`}`;
  if (URL.canParse(url)) return url;
  throw new PmSimError('options/invalid', `--endpoint: ${endpoint} is no host with a port.`, {
    hint: 'Give HOST or HOST:PORT, such as 127.0.0.1:8883.',
  });
}
