import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRunProfile } from '../../src/cli/compose/profile-sections.ts';
import { stackChoices } from '../../src/cli/compose/stack-choices.ts';
import { startTwin, type Twin } from '../../src/cloud/local/twin.ts';
import { pmSimStack } from '../../src/cloud/stack/pm-sim-stack.ts';
import { healthDocument } from '../cloud/handlers/ingest/fixtures.ts';
import { twinOptions } from '../cloud/local/twin-options.ts';
import { isMissing, runAws } from './program.ts';

const DRAIN_MS = 60_000;

describe.skipIf(isMissing('aws'))('health files and CloudWatch through the AWS CLI', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pm-sim-aws-cli-'));
  let twin: Twin;
  const aws = (...args: string[]): Promise<unknown> =>
    runAws(`http://127.0.0.1:${twin.awsPort}`, args);

  beforeAll(async () => {
    const stack = pmSimStack(stackChoices(await loadRunProfile('bose-fleet', [], process.cwd())));
    twin = await startTwin(twinOptions(join(folder, 'state'), { stack, awsPort: 0 }));
  });

  afterAll(async () => {
    await twin[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  it('takes a file that is copied into the raw bucket, and sets aside one that is broken', async () => {
    const good = join(folder, 'day 1.json');
    writeFileSync(good, JSON.stringify(healthDocument(0, [1, 2, 3])));
    writeFileSync(join(folder, 'broken.json'), '{');
    const quiet = ['--only-show-errors'];
    await aws('s3', 'cp', good, 's3://raw/in box/day 1.json', ...quiet);
    await aws('s3', 'cp', join(folder, 'broken.json'), 's3://raw/broken.json', ...quiet);
    expect(await twin.drain(DRAIN_MS)).toBe(true);
    const state = await aws('dynamodb', 'scan', '--table-name', 'product-state');
    expect(state).toMatchObject({ Count: 1, Items: [{ device: { S: 'spk-001' } }] });
    const head = ['head-object', '--bucket', 'quarantine', '--key', 'broken.json'];
    expect(await aws('s3api', ...head)).toMatchObject({ Metadata: { 'reason-code': 'not-json' } });
    const listed = await aws('s3api', 'list-objects-v2', '--bucket', 'processed');
    expect(listed).toMatchObject({ Contents: [{ Key: expect.stringContaining('spk-001') }] });
  });

  it('describes alarms, and sets one', async () => {
    const name = 'score-function-errors';
    const set = ['--alarm-name', name, '--state-value', 'ALARM', '--state-reason', 'a rehearsal'];
    await aws('cloudwatch', 'set-alarm-state', ...set);
    const { MetricAlarms } = (await aws(
      'cloudwatch',
      'describe-alarms',
      '--alarm-names',
      name,
    )) as { MetricAlarms: unknown[] };
    expect(MetricAlarms).toMatchObject([
      {
        AlarmName: name,
        StateValue: 'ALARM',
        StateReason: 'a rehearsal',
        Threshold: 0,
      },
    ]);
  });

  it('puts metrics and gets them back', async () => {
    const at = '2026-11-25T14:00:00Z';
    const datum = ['--namespace', 'Plant', '--metric-name', 'Yield', '--dimensions', 'Line=A'];
    await aws('cloudwatch', 'put-metric-data', ...datum, '--value', '4.5', '--timestamp', at);
    const query = {
      Id: 'y',
      MetricStat: {
        Metric: {
          Namespace: 'Plant',
          MetricName: 'Yield',
          Dimensions: [{ Name: 'Line', Value: 'A' }],
        },
        Period: 60,
        Stat: 'Sum',
      },
    };
    const times = ['--start-time', at, '--end-time', '2026-11-25T14:05:00Z'];
    const queries = ['--metric-data-queries', JSON.stringify([query])];
    expect(await aws('cloudwatch', 'get-metric-data', ...times, ...queries)).toMatchObject({
      MetricDataResults: [{ Id: 'y', Values: [4.5], StatusCode: 'Complete' }],
    });
  });

  it('is told by name what the twin does not have', async () => {
    await expect(aws('cloudwatch', 'list-dashboards')).rejects.toThrow(
      'does not model cloudwatch:ListDashboards',
    );
  });
});
