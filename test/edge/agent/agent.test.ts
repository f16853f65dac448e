import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAgent } from '../../../src/edge/agent/agent.ts';
import type { Buffer as Spool } from '../../../src/edge/buffer/buffer.ts';
import { openDiskBuffer } from '../../../src/edge/buffer/disk-buffer.ts';
import type { FilterConfig } from '../../../src/edge/edge-config.ts';
import { silentLog } from '../../../src/runtime/log.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import { readingAt } from '../readings.ts';

let dir: string;
let spool: Spool;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'agent-'));
  spool = openDiskBuffer({
    dir,
    limits: { bytesMax: 1e9, ageMaxMs: 1e9 },
    sync: 'never',
    now: () => 0,
    log: silentLog,
  });
});
afterEach(() => {
  spool.close();
  rmSync(dir, { recursive: true, force: true });
});

const agentWith = (...filters: FilterConfig[]) =>
  createAgent({
    edge: { filters },
    buffer: spool,
    boot: 'b1',
    random: createRandom('agent'),
    onAlarm: () => undefined,
  });
const oil = (value: number) => ({ gear_oil_c: value });
const sent = () =>
  spool.take(99).map(({ topic, payload }) => {
    const { ts, seq, state } = JSON.parse(payload) as Record<string, unknown>;
    return [topic.split('/').at(-1), ts, state ?? seq];
  });

const DOOR: FilterConfig = { swingingDoor: { heartbeat: '1h', metrics: { gear_oil_c: 0.5 } } };
const LIMIT: FilterConfig = {
  threshold: { limits: [{ metric: 'gear_oil_c', above: 75, severity: 'high' }] },
};

describe('the agent', () => {
  it('numbers what is kept without holes, also what is sent late', () => {
    const agent = agentWith(DOOR);
    for (const [i, value] of [60, 61, 62, 62, 62].entries()) agent.take(readingAt(i, oil(value)));
    agent.flush();
    expect(sent()).toEqual([['telemetry', 0, 1], ['telemetry', 2_000, 2], ['telemetry', 4_000, 3]]); // prettier-ignore
    expect(agent.counters()).toMatchObject({
      readings: 5,
      kept: 3,
      dropped: { swingingDoor: 2 },
    }); // prettier-ignore
  });

  it('puts alarms before the telemetry that waits', () => {
    const agent = agentWith(LIMIT);
    agent.take(readingAt(0, oil(60)));
    agent.take(readingAt(1, oil(80)));
    expect(sent()).toEqual([['alarm', 1_000, 'raised'], ['telemetry', 0, 1], ['telemetry', 1_000, 2]]); // prettier-ignore
  });

  it('keeps the state of filters that a new configuration leaves as they are', () => {
    const deadband: FilterConfig = {
      deadband: { heartbeat: '1h', metrics: { gear_oil_c: { absolute: 5 } } },
    };
    const agent = agentWith(deadband);
    agent.take(readingAt(0, oil(60)));
    agent.reconfigure({ filters: [LIMIT, deadband] });
    agent.take(readingAt(1, oil(61)));
    expect(agent.counters()).toMatchObject({ kept: 1, dropped: { deadband: 1 } });
    agent.reconfigure({ filters: [] });
    agent.take(readingAt(2, oil(61)));
    expect(agent.counters().kept).toBe(2);
  });

  it('refuses a ten-thousand-and-first device rather than memory without end', () => {
    const agent = agentWith();
    for (let i = 0; i < 10_000; i += 1) agent.take({ ...readingAt(0, oil(60)), device: `d${i}` });
    expect(() => agent.take({ ...readingAt(0, oil(60)), device: 'one-more' })).toThrow(
      /"one-more" would be device number 10001/u,
    );
  });
});

const alarms = () =>
  spool
    .take(99)
    .filter(({ topic }) => topic.endsWith('/alarm'))
    .map(({ payload }) => JSON.parse(payload) as { state: string; limit: number })
    .map(({ state, limit }) => [state, limit]);

describe('an agent that is told otherwise', () => {
  it('clears an alarm that stood when its limit was moved', () => {
    const agent = agentWith(LIMIT);
    agent.take(readingAt(0, oil(80)));
    const limits = [{ metric: 'gear_oil_c', above: 70, severity: 'high' as const }];
    agent.reconfigure({ filters: [{ threshold: { limits } }] });
    agent.take(readingAt(1, oil(72)));
    agent.take(readingAt(2, oil(69)));
    expect(alarms()).toEqual([['raised', 75], ['cleared', 70]]); // prettier-ignore
  });

  it('lets readings pass by a filter that is off, which knows what it knew when it is on again', () => {
    const filters = [{ deadband: { heartbeat: '1h', metrics: { gear_oil_c: { absolute: 5 } } } }];
    const agent = agentWith(...filters);
    agent.take(readingAt(0, oil(60)));
    agent.take(readingAt(1, oil(61)));
    agent.reconfigure({ filters, disabled: ['deadband'] });
    agent.take(readingAt(2, oil(61)));
    agent.reconfigure({ filters });
    agent.take(readingAt(3, oil(62)));
    expect(agent.counters()).toMatchObject({ kept: 2, dropped: { deadband: 2 } });
  });
});
