import { expect, it } from 'vitest';
import type { AlertItem } from '../../../src/cloud/handlers/alerting/alert-item.ts';
import type { TwinOptions } from '../../../src/cloud/local/twin.ts';
import type { LogLine } from '../../../src/runtime/log.ts';
import type { ScoredRecord } from '../../../src/telemetry/scored.ts';
import { alertItems, bench, FAULT_SEQ, publish, scoredRecords } from './twin-fixture.ts';

const DRAIN_MS = 20_000;
const state = bench();

type Choice = NonNullable<TwinOptions['scoreThread']>;

interface Outcome {
  readonly records: readonly ScoredRecord[];
  readonly alerts: readonly AlertItem[];
}

async function outcomeOf(scoreThread: Choice): Promise<Outcome> {
  const said: string[] = [];
  const log = ({ text }: LogLine): void => void said.push(text);
  const twin = await state.start({ scoreThread, fresh: true, log });
  const device = await state.connect(twin);
  await publish(device, 1, FAULT_SEQ + 80);
  expect(await twin.drain(DRAIN_MS)).toBe(true);
  const outcome = { records: await scoredRecords(twin), alerts: await alertItems(twin) };
  const threads = said.filter((text) => text.includes('a thread of its own'));
  expect(threads).toHaveLength(scoreThread === 'always' ? 1 : 0);
  await device.endAsync(true);
  await twin[Symbol.asyncDispose]();
  return outcome;
}

it('scores and alerts the same on a thread of its own, in the same order', async () => {
  const here = await outcomeOf('never');
  const there = await outcomeOf('always');
  expect(here.alerts).toHaveLength(1);
  expect(here.records).toHaveLength(FAULT_SEQ + 80);
  expect(there).toEqual(here);
});
