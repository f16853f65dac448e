import { describe, expect, it } from 'vitest';
import { createIotControlPlane } from '../../../../src/cloud/local/iot/control-plane.ts';
import { createJobService } from '../../../../src/cloud/local/jobs/job-service.ts';
import { openJobStore } from '../../../../src/cloud/local/jobs/job-store.ts';
import { manualClock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import { openRegistry, temporaryFolder } from '../identity/fixtures.ts';

type Document = Record<string, unknown>;

/** Jobs of the things `pump` and `fan` on a folder, with what they are told. */
async function bench(stateDir: string, clock = manualClock(1_000_000)) {
  const registry = await openRegistry(stateDir);
  for (const name of ['pump', 'fan']) registry.things.create({ name });
  const told: { readonly topic: string; readonly document: Document }[] = [];
  const outbound = {
    send(topic: string, document: object) {
      told.push({ topic, document: document as Document });
      return Promise.resolve();
    },
  };
  const store = openJobStore({ stateDir, clock, log: silentLog });
  const jobs = createJobService({ store, outbound, clock });
  const iot = createIotControlPlane({ registry, jobs, endpoint: () => '' });
  const rest = async (method: string, path: string, body?: object) => {
    const [at = '', query = ''] = path.split('?');
    const { status, body: answer } = await iot.handle({
      service: 'iot',
      method,
      path: at,
      query,
      headers: {},
      body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
    });
    return { status, ...(JSON.parse(answer as string) as Document) };
  };
  const create = (id: string, more: object = {}) =>
    rest('PUT', `/jobs/${id}`, {
      targets: ['arn:aws:iot:us-east-1:000000000000:thing/pump'],
      document: '{"operation":"diagnostics"}',
      ...more,
    });
  return {
    clock,
    rest,
    create,
    told: (end: string) => told.filter(({ topic }) => topic.endsWith(end)).map((m) => m.document),
    async ask(topic: string, request: object | string = {}) {
      const text = typeof request === 'string' ? request : JSON.stringify(request);
      await jobs.handle(`$aws/things/pump/jobs/${topic}`, Buffer.from(text));
      return told.at(-1);
    },
    async [Symbol.asyncDispose]() {
      await jobs[Symbol.asyncDispose]();
      store.close();
      await registry[Symbol.asyncDispose]();
    },
  };
}

describe('jobs', () => {
  it('go from queued over started to succeeded, with their versions and details', async () => {
    await using folder = await temporaryFolder();
    await using made = await bench(folder.path);
    expect(await made.create('j1')).toEqual({
      status: 200,
      jobArn: 'arn:aws:iot:us-east-1:000000000000:job/j1',
      jobId: 'j1',
    });
    expect(made.told('/notify-next')).toMatchObject([
      { execution: { jobId: 'j1', status: 'QUEUED', jobDocument: { operation: 'diagnostics' } } },
    ]);
    const started = await made.ask('start-next', { clientToken: 't' });
    expect(started).toEqual({
      topic: '$aws/things/pump/jobs/start-next/accepted',
      document: {
        execution: {
          jobId: 'j1',
          thingName: 'pump',
          status: 'IN_PROGRESS',
          queuedAt: 1_000,
          startedAt: 1_000,
          lastUpdatedAt: 1_000,
          executionNumber: 1,
          versionNumber: 2,
          jobDocument: { operation: 'diagnostics' },
        },
        timestamp: 1_000,
        clientToken: 't',
      },
    });
    const done = { status: 'SUCCEEDED', statusDetails: { bytes: '9' }, expectedVersion: '2' };
    const updated = await made.ask('j1/update', { ...done, includeJobExecutionState: true });
    expect(updated?.document).toMatchObject({
      executionState: { status: 'SUCCEEDED', statusDetails: { bytes: '9' }, versionNumber: 3 },
    });
    expect(made.told('/notify').at(-1)).toEqual({ timestamp: 1_000, jobs: {} });
    expect(made.told('/notify-next').at(-1)).toEqual({ timestamp: 1_000 });
    expect(await made.rest('GET', '/jobs/j1')).toMatchObject({
      job: { status: 'COMPLETED', jobProcessDetails: { numberOfSucceededThings: 1 } },
    });
    expect(await made.rest('GET', '/things/pump/jobs/j1')).toMatchObject({
      execution: { status: 'SUCCEEDED', statusDetails: { detailsMap: { bytes: '9' } } },
    });
  });

  it('are handed out as they were queued, what was begun first', async () => {
    await using folder = await temporaryFolder();
    await using made = await bench(folder.path);
    for (const id of ['j1', 'j2']) {
      await made.create(id);
      await made.clock.advance(1_000);
    }
    expect(made.told('/notify-next')).toHaveLength(1);
    await made.ask('j2/update', { status: 'IN_PROGRESS' });
    expect(made.told('/notify-next').at(-1)).toMatchObject({ execution: { jobId: 'j2' } });
    const pending = await made.ask('get');
    expect(pending?.document).toMatchObject({
      inProgressJobs: [{ jobId: 'j2' }],
      queuedJobs: [{ jobId: 'j1' }],
    });
    const next = await made.ask('$next/get', { includeJobDocument: false });
    expect(next?.document).toMatchObject({ execution: { jobId: 'j2' } });
    expect(next?.document['execution']).not.toHaveProperty('jobDocument');
  });

  it('are refused what does not fit, with the state where that helps', async () => {
    await using folder = await temporaryFolder();
    await using made = await bench(folder.path);
    await made.create('j1');
    const codes = async (topic: string, request: object | string) => {
      const answer = await made.ask(topic, request);
      expect(answer?.topic).toBe(`$aws/things/pump/jobs/${topic}/rejected`);
      return answer?.document;
    };
    expect(await codes('j1/update', '{')).toMatchObject({ code: 'InvalidJson' });
    expect(await codes('j1/update', { status: 'DONE', clientToken: 't' })).toMatchObject({
      code: 'InvalidRequest',
      clientToken: 't',
    });
    expect(await codes('nope/update', { status: 'FAILED' })).toMatchObject({
      code: 'ResourceNotFound',
    });
    expect(await codes('update', {})).toMatchObject({ code: 'InvalidTopic' });
    const stale = { status: 'IN_PROGRESS', expectedVersion: 7 };
    expect(await codes('j1/update', stale)).toMatchObject({
      code: 'VersionMismatch',
      executionState: { status: 'QUEUED', versionNumber: 1 },
    });
    await made.ask('j1/update', { status: 'REJECTED', statusDetails: { reason: 'no' } });
    expect(await codes('j1/update', { status: 'SUCCEEDED' })).toMatchObject({
      code: 'InvalidStateTransition',
      executionState: { status: 'REJECTED', statusDetails: { reason: 'no' } },
    });
    expect(await codes('j1/get', {})).toMatchObject({ code: 'TerminalStateReached' });
  });

  it('time out by themselves, by the time of the job or of the step', async () => {
    await using folder = await temporaryFolder();
    await using made = await bench(folder.path);
    await made.create('j1', { timeoutConfig: { inProgressTimeoutInMinutes: 10 } });
    await made.create('j2');
    await made.ask('start-next');
    await made.clock.advance(10 * 60_000);
    expect(await made.rest('GET', '/things/pump/jobs/j1')).toMatchObject({
      execution: { status: 'TIMED_OUT' },
    });
    expect(made.told('/notify-next').at(-1)).toMatchObject({ execution: { jobId: 'j2' } });
    await made.ask('start-next', { stepTimeoutInMinutes: 1 });
    await made.ask('j2/update', { status: 'IN_PROGRESS', stepTimeoutInMinutes: 3 });
    await made.clock.advance(2 * 60_000);
    expect((await made.ask('j2/get'))?.document).toMatchObject({
      execution: { status: 'IN_PROGRESS' },
    });
    await made.clock.advance(60_000);
    expect(await made.rest('GET', '/jobs/j2/things')).toMatchObject({
      executionSummaries: [{ jobExecutionSummary: { status: 'TIMED_OUT' } }],
    });
  });

  it('are cancelled: queued at once, begun ones by force; deleted when they are over', async () => {
    await using folder = await temporaryFolder();
    await using made = await bench(folder.path);
    await made.create('j1');
    await made.create('j2');
    await made.ask('start-next');
    await made.rest('PUT', '/jobs/j1/cancel', { reasonCode: 'oops' });
    expect(await made.rest('GET', '/things/pump/jobs')).toMatchObject({
      executionSummaries: [
        { jobId: 'j1', jobExecutionSummary: { status: 'IN_PROGRESS' } },
        { jobId: 'j2', jobExecutionSummary: { status: 'QUEUED' } },
      ],
    });
    expect(await made.rest('DELETE', '/jobs/j2')).toMatchObject({ status: 409 });
    await made.rest('PUT', '/jobs/j2/cancel', {});
    expect(await made.rest('GET', '/things/pump/jobs?status=CANCELED')).toMatchObject({
      executionSummaries: [{ jobId: 'j2' }],
    });
    expect(await made.rest('DELETE', '/jobs/j2')).toMatchObject({ status: 200 });
    expect(await made.rest('GET', '/jobs/j2')).toMatchObject({ status: 404 });
    expect(await made.rest('GET', '/jobs?status=CANCELED')).toMatchObject({
      jobs: [{ jobId: 'j1', status: 'CANCELED' }],
    });
  });

  it('are still there after a restart, and their time goes on', async () => {
    await using folder = await temporaryFolder();
    const clock = manualClock(1_000_000);
    {
      await using first = await bench(folder.path, clock);
      await first.create('j1', { timeoutConfig: { inProgressTimeoutInMinutes: 10 } });
      await first.ask('start-next');
    }
    await using again = await bench(folder.path, clock);
    expect((await again.ask('$next/get'))?.document).toMatchObject({
      execution: { jobId: 'j1', status: 'IN_PROGRESS' },
    });
    await clock.advance(10 * 60_000);
    expect(await again.rest('GET', '/jobs/j1')).toMatchObject({ job: { status: 'COMPLETED' } });
  });

  it('are refused for what the twin has not, or knows not', async () => {
    await using folder = await temporaryFolder();
    await using made = await bench(folder.path);
    const group = ['arn:aws:iot:us-east-1:000000000000:thinggroup/all'];
    const nobody = ['arn:aws:iot:us-east-1:000000000000:thing/nobody'];
    expect(await made.create('j1', { targets: group })).toMatchObject({ status: 400 });
    expect(await made.create('j1', { targets: nobody })).toMatchObject({ status: 404 });
    expect(await made.create('j1', { targetSelection: 'CONTINUOUS' })).toMatchObject({
      status: 400,
    });
    expect(await made.create('j1', { document: '{' })).toMatchObject({ status: 400 });
    await made.create('j1');
    expect(await made.create('j1')).toMatchObject({ status: 409 });
  });
});
