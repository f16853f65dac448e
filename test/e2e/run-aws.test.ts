import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runProgram } from '../../src/cli/program.ts';
import { createDisposal, type Disposal } from '../../src/runtime/disposal.ts';
import type { RunEvent } from '../../src/telemetry/run-event.ts';
import { bench } from '../cloud/local/twin-fixture.ts';
import { startAwsStub, stackAnswers } from '../cli/cloud/aws-stub.ts';
import { fakeIo } from '../cli/fake-io.ts';

/** The twin on its ports stands for AWS; what it has not got, a stub answers. */
const twins = bench();
let disposal: Disposal;
beforeEach(() => {
  disposal = createDisposal();
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await disposal.dispose();
});

const PARTS = {
  ScoredStream: 'scored',
  AlertsTable: 'alerts',
  DevicePolicy: 'pm-sim-device',
};

async function account() {
  const twin = await twins.start({ awsPort: 0 });
  const stub = disposal.use(await startAwsStub(stackAnswers(PARTS)));
  const env = {
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${twin.awsPort ?? 0}`,
    AWS_ENDPOINT_URL_CLOUDFORMATION: stub.url,
    AWS_ENDPOINT_URL_STS: stub.url,
  };
  return { io: fakeIo({ cwd: twins.folder, env }) };
}

const RUN = 'run --profile wind-farm -c 2 --target aws --json --no-tui --speed 60 --limit 60';

describe('run --target aws', () => {
  it('connects to the endpoint that AWS IoT tells, and reads back what was scored', async () => {
    const { io } = await account();
    const ca = join(twins.stateDir, 'identity', 'ca.pem');
    const exitCode = await runProgram(`${RUN} --duration 5m --ca ${ca}`.split(' '), io);
    const lines = io.stdout.text().trimEnd().split('\n');
    const events = lines.map((line) => JSON.parse(line) as RunEvent);
    expect(exitCode).toBe(0);
    expect(io.stderr.text()).toMatch(/2 devices cost about \$\d+\.\d\d in 5\.0s on AWS/);
    const summary = events.at(-1);
    expect(summary).toMatchObject({ type: 'summary', generated: 120, lost: 0, reordered: 0 });
    expect(summary).toHaveProperty('scored', (summary as { acknowledged?: number }).acknowledged);
  });

  it('refuses a run that costs too much where nobody can be asked', async () => {
    const io = fakeIo({ cwd: process.cwd() });
    const words = `${RUN} --max-cost 0.01`.split(' ');
    await expect(runProgram(words, io)).rejects.toMatchObject({
      code: 'cost/too-high',
      message: expect.stringMatching(/2 devices cost about \$[\d.,]+ a month on AWS/) as string,
    });
  });

  it('names the part that the stack has not got', async () => {
    const stub = disposal.use(await startAwsStub(stackAnswers({ ScoredStream: 'scored' })));
    const env = { AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: stub.url };
    const io = fakeIo({ cwd: twins.folder, env });
    await expect(runProgram(`${RUN} --duration 1m`.split(' '), io)).rejects.toMatchObject({
      code: 'cloud/no-part',
    });
  });
});
