import { inventoryOf } from '../../cloud/aws/inventory.ts';
import { verifyFiles, verifyHolding, type Finding } from '../../cloud/aws/verify.ts';
import { PmSimError } from '../../runtime/errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { formatCount } from '../format.ts';
import type { CliIo } from '../io.ts';
import type { ProvisionVerifyOptions } from '../options/provision-options.ts';
import { namesWithFiles } from '../provision/device-names.ts';
import type { Target } from '../provision/open-target.ts';
import { overDevices } from '../provision/over-devices.ts';
import { readPassphrase } from '../provision/passphrase.ts';

/** `pm-sim provision verify`: files against each other and against the target; 1 when one is wrong. */
export async function provisionVerifyCommand(
  options: ProvisionVerifyOptions,
  io: CliIo,
): Promise<ExitCode> {
  const secret = await readPassphrase(options.passphraseFile, io.env);
  const settings = { certsDir: options.certsDir, policyName: options.policyName, ...secret };
  const { results, place, exitCode } = await overDevices(
    {
      target: options.target,
      names: () => namesToVerify(options),
      work: (target, name) => verifyDevice(target, settings, name),
    },
    io,
  );
  const findings = results.flat();
  for (const finding of findings) {
    io.stdout.write(`${options.json ? JSON.stringify(finding) : textOf(finding)}\n`);
  }
  const wrong = new Set(findings.map(({ device }) => device)).size;
  const verdict = wrong === 0 ? 'all in order' : `${formatCount(wrong)} with findings`;
  io.stderr.write(`Verified ${formatCount(results.length)} devices at ${place}: ${verdict}.\n`);
  if (exitCode !== EXIT.ok) return exitCode;
  return findings.length === 0 ? EXIT.ok : EXIT.failure;
}

async function namesToVerify(options: ProvisionVerifyOptions): Promise<readonly string[]> {
  if (options.names.length > 0) return options.names;
  const names = await namesWithFiles(options.certsDir);
  if (names.length > 0) return names;
  throw new PmSimError('device/missing-file', `There are no devices in ${options.certsDir}.`, {
    hint: 'Make some with `pm-sim provision create`, or name another folder with --out DIR.',
  });
}

async function verifyDevice(
  target: Target,
  settings: {
    readonly certsDir: string;
    readonly policyName: string;
    readonly passphrase?: string;
  },
  name: string,
): Promise<readonly Finding[]> {
  const { caPem } = target;
  const { files, findings } = await verifyFiles(
    { ...settings, now: target.clock.now(), ...(caPem === undefined ? {} : { caPem }) },
    name,
  );
  const held = await inventoryOf(target, name);
  return [...findings, ...verifyHolding(held, { ...settings, files })];
}

function textOf({ device, problem, remedy }: Finding): string {
  return `${device}: ${problem} ${remedy}`;
}
