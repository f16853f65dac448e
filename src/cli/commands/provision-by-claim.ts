import { join } from 'node:path';
import { writeDeviceFiles, type DeviceFiles } from '../../cloud/aws/device-files.ts';
import { eachDevice } from '../../cloud/aws/each-device.ts';
import { loadIfWhole } from '../../cloud/aws/things.ts';
import { createCsr } from '../../cloud/x509/csr.ts';
import { createKeyPair, privateKeyPem } from '../../cloud/x509/keys.ts';
import {
  exchangeProvisioning,
  type ExchangePort,
} from '../../edge/remote/provisioning-exchange.ts';
import { openExchange } from '../../edge/transport/mqtt-exchange.ts';
import { systemClock } from '../../runtime/clock.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { formatCount } from '../format.ts';
import type { CliIo } from '../io.ts';
import type { ClaimUse, ProvisionCreateOptions } from '../options/provision-options.ts';
import { openClaim } from '../provision/open-claim.ts';
import { newNames } from '../provision/device-names.ts';
import { readPassphrase } from '../provision/passphrase.ts';
import { createDeviceProgress } from '../provision/progress.ts';

interface Provisioned extends DeviceFiles {
  readonly state: 'issued' | 'kept';
}

/**
 * `pm-sim provision create --claim`: devices get their certificates over MQTT, as real ones do. Files
 * that are whole and valid are kept: a claim cannot ask whether the target still knows them.
 */
export async function provisionByClaimCommand(
  options: ProvisionCreateOptions & { readonly claim: ClaimUse },
  io: CliIo,
): Promise<ExitCode> {
  const names = newNames(options.naming);
  const secret = await readPassphrase(options.passphraseFile, io.env);
  using interrupt = io.watchInterrupts();
  const { signal } = interrupt;
  const settings: Settings = { claim: options.claim, certsDir: options.certsDir, ...secret };
  await using claim = await openClaim({
    target: options.target,
    use: options.claim,
    io,
    ...secret,
  });
  await using port = await openExchange(claim.address);
  const results: Provisioned[] = [];
  const progress = createDeviceProgress(io);
  const work = async (name: string): Promise<void> => {
    results.push(await provisionOne(port, settings, name));
  };
  try {
    // Answers name no request: one exchange at a time goes over a connection.
    await eachDevice(names, work, { concurrency: 1, signal, onProgress: progress.tell });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    progress.end();
  }
  tell(results, { options, total: names.length, io });
  return signal.aborted ? EXIT.interrupted : EXIT.ok;
}

interface Settings {
  readonly claim: ClaimUse;
  readonly certsDir: string;
  readonly passphrase?: string;
}

/** The key is made here and stays here. */
async function provisionOne(
  port: ExchangePort,
  { claim, certsDir, passphrase }: Settings,
  name: string,
): Promise<Provisioned> {
  const clock = systemClock();
  const secret = passphrase === undefined ? {} : { passphrase };
  const existing = loadIfWhole({ certsDir, clock, ...secret }, name);
  if (existing !== undefined) return { ...existing, state: 'kept' };
  const keys = createKeyPair();
  const { certificateId, certificatePem, thingName } = await exchangeProvisioning(port, {
    csrPem: createCsr({ commonName: name }, keys),
    template: claim.template,
    parameters: Object.fromEntries(
      Object.entries(claim.parameters).map(([key, text]) => [key, text.replaceAll('{name}', name)]),
    ),
    clock,
  });
  const key = privateKeyPem(keys.privateKey);
  const device = { name: thingName ?? name, certificateId, certificatePem, privateKeyPem: key };
  return { ...writeDeviceFiles(certsDir, device, passphrase), state: 'issued' };
}

interface Outcome {
  readonly options: ProvisionCreateOptions & { readonly claim: ClaimUse };
  readonly total: number;
  readonly io: CliIo;
}

function tell(results: readonly Provisioned[], { options, total, io }: Outcome): void {
  if (options.json) {
    for (const { name: thing, state, certificateId, notAfter, certificatePath } of results) {
      const ends = new Date(notAfter).toISOString();
      const line = { thing, state, certificateId, notAfter: ends, certificatePath };
      io.stdout.write(`${JSON.stringify(line)}\n`);
    }
  }
  const issued = results.filter(({ state }) => state === 'issued').length;
  io.stderr.write(
    `${formatCount(results.length)} of ${formatCount(total)} devices by the template ` +
      `${options.claim.template}: ${formatCount(issued)} issued, ` +
      `${formatCount(results.length - issued)} kept. Files are in ${join(options.certsDir)}.\n`,
  );
}
