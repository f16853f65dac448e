import { describe, expect, it } from 'vitest';
import { createFilterControl } from '../../../src/edge/remote/filter-control.ts';
import { createJobOperations } from '../../../src/edge/remote/job-operations.ts';
import type { RunJob } from '../../../src/edge/remote/job-runner.ts';
import { createRemoteControl } from '../../../src/edge/remote/remote-control.ts';

const SHADOW = '$aws/things/a/shadow/name/pm-sim/';
const JOBS = '$aws/things/a/jobs/';
const BASE = {
  filters: [{ threshold: { limits: [{ metric: 'temp', above: 75, severity: 'high' as const }] } }],
};

/** A remote control with what it sends and tells, and what a cloud says to it. */
function bench(run: RunJob = () => Promise.resolve({ status: 'SUCCEEDED', details: {} })) {
  const sent: (readonly [string, unknown])[] = [];
  const told: string[] = [];
  const remote = createRemoteControl({
    thing: 'a',
    control: createFilterControl(BASE, () => undefined),
    run,
    send: (topic, document) => void sent.push([topic, document]),
    tell: (level, text) => void told.push(`${level}: ${text}`),
  });
  const hear = (topic: string, document: object): void =>
    remote.downlink.onMessage(topic, JSON.stringify(document));
  const reports = () => sent.filter(([topic]) => topic === `${SHADOW}update`).map((one) => one[1]);
  return { remote, sent, told, hear, reports };
}

const reported = (limit: number) => ({
  filters: BASE.filters,
  enabled: { threshold: true },
  limits: { temp: { above: limit } },
});

describe('the shadow of an agent', () => {
  it('is asked for after every connect, and told what is in force when there is none', () => {
    const { remote, sent, hear, reports } = bench();
    remote.downlink.onReady();
    expect(sent.map(([topic]) => topic)).toEqual([`${SHADOW}get`, `${JOBS}start-next`]);
    hear(`${SHADOW}get/rejected`, { code: 404, message: 'No shadow exists' });
    expect(reports()).toEqual([{ state: { reported: reported(75) } }]);
  });

  it('leaves alone what is nested too deep, and topics that it never subscribed', () => {
    const { remote, told, sent } = bench();
    const nested = `{"state":{"desired":{"filters":${'['.repeat(9_000)}${']'.repeat(9_000)}}}}`;
    remote.downlink.onMessage(`${SHADOW}get/accepted`, nested);
    remote.downlink.onMessage(`${SHADOW}__proto__`, '{}');
    for (const topic of [`${SHADOW}update/documents`, `${SHADOW}update/rejected`])
      remote.downlink.onMessage(
        topic,
        '{"current":{"version":{"toString":1}},"message":{"toString":1}}',
      );
    expect(told).toEqual([
      `warn: What came on ${SHADOW}get/accepted is no JSON object.`,
      'warn: The shadow did not take what is in force: {"toString":1}',
    ]);
    expect(sent).toEqual([]);
  });

  it('is told only what has changed, and that an error is over', () => {
    const { hear, reports } = bench();
    const state = { desired: { limits: { temp: { above: 70 } } }, reported: reported(75) };
    hear(`${SHADOW}get/accepted`, { state, version: 4 });
    const documents = (version: number, desired: object, known: object) =>
      hear(`${SHADOW}update/documents`, { current: { state: { desired, reported: known }, version } }); // prettier-ignore
    documents(5, state.desired, reported(70));
    documents(6, { enabled: { x: true } }, reported(70));
    documents(7, {}, { ...reported(70), error: 'was told' });
    expect(reports()).toEqual([
      { state: { reported: { limits: { temp: { above: 70 } } } } },
      { state: { reported: { error: 'enabled.x: no such filter.' } } },
      { state: { reported: { limits: { temp: { above: 75 } }, error: null } } },
    ]);
  });

  it('is not followed back to an older version', () => {
    const { hear, reports } = bench();
    hear(`${SHADOW}get/accepted`, { state: { reported: reported(75) }, version: 9 });
    const state = { desired: { limits: { temp: { above: 1 } } } };
    hear(`${SHADOW}update/documents`, { current: { state, version: 8 } });
    expect(reports()).toEqual([]);
  });

  it('lets the file decide again when it is deleted', () => {
    const { hear, reports } = bench();
    const state = { desired: { limits: { temp: { above: 70 } } }, reported: reported(70) };
    hear(`${SHADOW}get/accepted`, { state, version: 9 });
    hear(`${SHADOW}delete/accepted`, { version: 9 });
    expect(reports()).toEqual([{ state: { reported: reported(75) } }]);
  });

  it('is told when the file was read again', () => {
    const { remote, hear, reports } = bench();
    hear(`${SHADOW}get/accepted`, { state: { reported: { old: 1 } }, version: 1 });
    remote.report();
    expect(reports()).toEqual([{ state: { reported: { ...reported(75), old: null } } }]);
  });

  it('tells what it cannot use', () => {
    const { remote, told } = bench();
    remote.downlink.onMessage(`${SHADOW}update/rejected`, '{"message":"too large"}');
    remote.downlink.onMessage(`${SHADOW}update/documents`, 'x');
    remote.downlink.onRefused('not authorized');
    expect(told).toEqual([
      'warn: The shadow did not take what is in force: too large',
      `warn: What came on ${SHADOW}update/documents is no JSON object.`,
      'warn: There is no remote control: not authorized',
    ]);
  });
});

const execution = (jobId: string) => ({
  execution: { jobId, executionNumber: 1, versionNumber: 2, jobDocument: { operation: 'x' } },
});
const settled = () => new Promise((resolve) => setImmediate(resolve));
const noDiagnostics = (): Promise<never> => Promise.reject(new Error('not asked for'));

describe('the jobs of an agent', () => {
  it('are done one after the other, each once, and answered', async () => {
    let finish: (() => void) | undefined;
    const { sent, hear } = bench(
      () =>
        new Promise((resolve) => {
          finish = () => resolve({ status: 'FAILED', details: { reason: 'a\nb', none: '' } });
        }),
    );
    hear(`${JOBS}start-next/accepted`, execution('j1'));
    hear(`${JOBS}start-next/accepted`, execution('j1'));
    hear(`${JOBS}notify-next`, execution('j2'));
    expect(sent).toEqual([]);
    finish?.();
    await settled();
    hear(`${JOBS}start-next/accepted`, execution('j1'));
    hear(`${JOBS}notify-next`, execution('j2'));
    await settled();
    expect(sent).toEqual([
      [`${JOBS}j1/update`, { status: 'FAILED', statusDetails: { reason: 'a b' } }],
      [`${JOBS}start-next`, {}],
    ]);
  });

  it('fail with the reason that was thrown', async () => {
    const { sent, hear, told } = bench(() => Promise.reject(new Error('no fleet')));
    hear(`${JOBS}start-next/accepted`, execution('j1'));
    await settled();
    expect(sent[0]?.[1]).toEqual({ status: 'FAILED', statusDetails: { reason: 'no fleet' } });
    expect(told).toEqual(['warn: Job j1: FAILED: no fleet']);
  });

  it('say what they were asked and cannot do', async () => {
    const run = createJobOperations({
      inject: undefined,
      rotate: undefined,
      diagnostics: () => Promise.resolve({ topic: 't', bytes: 3 }),
    });
    const reason = async (document: object) => (await run({ ...document })).details['reason'];
    expect(await reason({})).toBe(
      '"operation" is missing; this agent knows inject, diagnostics, rotate-certificate.',
    );
    expect(await reason({ operation: 'rotate-certificate' })).toContain('template');
    expect(await reason({ operation: 'rotate-certificate', template: 't' })).toBe(
      'This agent has no certificate files of its own.',
    );
    expect(await reason({ operation: 'diagnostics', all: true })).toContain('"all"');
    expect(await reason({ operation: 'inject', mode: 'm' })).toContain('device');
    expect(await reason({ operation: 'inject', mode: 'm', device: 'd' })).toBe(
      'No source of this agent is a simulated fleet.',
    );
    expect(await run({ operation: 'diagnostics' })).toEqual({
      status: 'SUCCEEDED',
      details: { topic: 't', bytes: '3' },
    });
  });

  it('hand an order of a fault on with its times', async () => {
    const orders: object[] = [];
    const run = createJobOperations({
      inject: (order) => void orders.push(order),
      rotate: undefined,
      diagnostics: noDiagnostics,
    });
    await run({ operation: 'inject', mode: 'm', device: 'd', over: '10m', delay: '5s' });
    expect(orders).toEqual([{ mode: 'm', device: 'd', delayMs: 5_000, overMs: 600_000 }]);
  });
});
