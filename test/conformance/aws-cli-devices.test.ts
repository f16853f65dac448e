import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTwin, type Twin } from '../../src/cloud/local/twin.ts';
import { twinOptions } from '../cloud/local/twin-options.ts';
import { isMissing, runAws } from './program.ts';

const ARN = 'arn:aws:iot:us-east-1:000000000000';

describe.skipIf(isMissing('aws'))('the AWS CLI against the shadows and jobs of the twin', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pm-sim-aws-devices-'));
  let twin: Twin;

  beforeAll(async () => {
    twin = await startTwin(twinOptions(join(folder, 'state'), { awsPort: 0 }));
    twin.registry.things.create({ name: 'edge-1' });
  });

  afterAll(async () => {
    await twin[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const aws = (...args: string[]): Promise<unknown> =>
    runAws(`http://127.0.0.1:${twin.awsPort}`, args);

  /** An operation of the data plane, whose document the CLI writes to a file. */
  async function shadow(operation: string, ...more: string[]): Promise<unknown> {
    const out = join(folder, 'document.json');
    const which = ['--thing-name', 'edge-1', '--shadow-name', 'pm-sim'];
    await aws('iot-data', operation, ...which, ...more, out);
    return JSON.parse(readFileSync(out, 'utf8'));
  }

  it('updates, gets, lists and deletes a shadow', async () => {
    const state = { desired: { limits: { temp_c: { above: 70 } } } };
    // Version 1 of the CLI takes the payload as text, version 2 as base64.
    const text = JSON.stringify({ state });
    const base64 = Buffer.from(text).toString('base64');
    const update = await shadow('update-thing-shadow', '--payload', text).catch(() =>
      shadow('update-thing-shadow', '--payload', base64),
    );
    expect(update).toMatchObject({ state, version: 1 });
    expect(await shadow('get-thing-shadow')).toMatchObject({
      state: { ...state, delta: { limits: { temp_c: { above: 70 } } } },
    });
    const list = await aws('iot-data', 'list-named-shadows-for-thing', '--thing-name', 'edge-1');
    expect(list).toMatchObject({ results: ['pm-sim'] });
    expect(await shadow('delete-thing-shadow')).toMatchObject({ version: 1 });
    await expect(shadow('get-thing-shadow')).rejects.toThrow(/ResourceNotFoundException.*edge-1~pm-sim/s); // prettier-ignore
  });

  it('creates, describes, lists, cancels and deletes a job', async () => {
    const id = ['--job-id', 'j1'];
    const thing = ['--thing-name', 'edge-1'];
    const targets = ['--targets', `${ARN}:thing/edge-1`];
    const document = ['--document', '{"operation":"diagnostics"}'];
    const timeout = ['--timeout-config', 'inProgressTimeoutInMinutes=5'];
    expect(await aws('iot', 'create-job', ...id, ...targets, ...document, ...timeout)).toEqual({
      jobArn: `${ARN}:job/j1`,
      jobId: 'j1',
    });
    expect(await aws('iot', 'describe-job', ...id)).toMatchObject({
      job: {
        status: 'IN_PROGRESS',
        targets: [`${ARN}:thing/edge-1`],
        jobProcessDetails: { numberOfQueuedThings: 1 },
        timeoutConfig: { inProgressTimeoutInMinutes: 5 },
      },
    });
    expect(await aws('iot', 'get-job-document', ...id)).toEqual({ document: document[1] });
    expect(await aws('iot', 'describe-job-execution', ...id, ...thing)).toMatchObject({
      execution: { status: 'QUEUED', executionNumber: 1, thingArn: `${ARN}:thing/edge-1` },
    });
    expect(await aws('iot', 'list-job-executions-for-thing', ...thing)).toMatchObject({
      executionSummaries: [{ jobId: 'j1', jobExecutionSummary: { status: 'QUEUED' } }],
    });
    await aws('iot', 'cancel-job', ...id, '--reason-code', 'oops');
    expect(await aws('iot', 'list-jobs', '--status', 'CANCELED')).toMatchObject({
      jobs: [{ jobId: 'j1' }],
    });
    await aws('iot', 'delete-job', ...id);
    await expect(aws('iot', 'describe-job', ...id)).rejects.toThrow(/ResourceNotFoundException/);
  });
});
