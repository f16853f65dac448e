import { EXIT, type ExitCode } from '../exit-codes.ts';
import { wantsColour, type CliIo } from '../io.ts';
import type { DoctorOptions } from '../options/doctor-options.ts';
import { packageFile } from '../package-file.ts';
import { readPassphrase } from '../provision/passphrase.ts';
import { createStyle } from '../style.ts';
import * as check from './doctor-checks.ts';

/** `pm-sim doctor`: one line for each thing that a run needs; exit code 1 if one is missing. */
export async function doctorCommand(options: DoctorOptions, io: CliIo): Promise<ExitCode> {
  const results = await runChecks(options, io);
  if (options.json) io.stdout.write(`${JSON.stringify(results)}\n`);
  else io.stdout.write(results.map((result) => resultText(result, io)).join(''));
  return results.every(({ ok }) => ok) ? EXIT.ok : EXIT.failure;
}

async function runChecks(
  options: DoctorOptions,
  { now, env }: CliIo,
): Promise<check.CheckResult[]> {
  const { state, host, mqttPort, awsPort } = options;
  const results = [
    check.checkNode(process.version),
    await check.checkState(state),
    await check.checkDisk(state),
    await check.checkClock(now(), packageFile('package.json')),
    await check.checkNative(() => import('aws-iot-device-sdk-v2')),
    await check.checkCertificates(state, { now: now(), ...(await readPassphrase(undefined, env)) }),
    await check.checkLock(state),
  ];
  if (mqttPort !== undefined) results.push(await check.checkPort('mqtt-port', host, mqttPort));
  if (awsPort !== undefined) results.push(await check.checkPort('aws-port', host, awsPort));
  const { broker: url, username, password, ca, cert, key } = options;
  if (url !== undefined) {
    const { checkBroker } = await import('./doctor-broker.ts');
    results.push(await checkBroker({ url, username, password, ca, cert, key }));
  }
  if (options.target === 'aws') {
    const { checkAws } = await import('./doctor-aws.ts');
    const { region, awsProfile: profile, endpointUrl: endpoint } = options;
    results.push(...(await checkAws({ region, profile, endpoint })));
  }
  return results;
}

/** Width of the longest name of a check. */
const NAME_WIDTH = 'cloudformation'.length;

function resultText({ name, ok, text, fix }: check.CheckResult, { stdout, env }: CliIo): string {
  const style = createStyle(wantsColour(stdout, env));
  const mark = ok ? style.green('ok   ') : style.red('FAIL ');
  const line = `${mark} ${style.dim(name.padEnd(NAME_WIDTH))}  ${text}\n`;
  return fix === undefined
    ? line
    : `${line}      ${' '.repeat(NAME_WIDTH)}  ${style.bold('fix:')} ${fix}\n`;
}
