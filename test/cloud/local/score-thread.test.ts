import { expect, it } from 'vitest';
import type { AlertItem } from '../../../src/cloud/handlers/alerting/alert-item.ts';
import type { TwinOptions } from '../../../src/cloud/local/twin.ts';
import type { LogLine } from '../../../src/runtime/log.ts';
import type { ScoredRecord } from '../../../src/telemetry/scored.ts';
import { alertItems, bench, FAULT_SEQ, publish, scoredRecords } from './twin-fixture.ts';

const DRAIN_MS = 20_000;
const LAST_SEQ = FAULT_SEQ + 80;
/** The episode is open by then, and not over. */
const MIDDLE_SEQ = FAULT_SEQ + 30;
const state = bench();

type Choice = NonNullable<TwinOptions['scoreThread']>;

interface Outcome {
  readonly records: readonly ScoredRecord[];
  readonly alerts: readonly AlertItem[];
}

interface Stretch {
  readonly scoreThread: Choice;
  readonly from: number;
  readonly to: number;
}

/** What a twin comes to that scores each stretch as it says, one after the other. */
async function outcomeOf(...stretches: readonly Stretch[]): Promise<Outcome> {
  let outcome: Outcome = { records: [], alerts: [] };
  for (const [at, { scoreThread, from, to }] of stretches.entries()) {
    const said: string[] = [];
    const log = ({ text }: LogLine): void => void said.push(text);
    const twin = await state.start({ scoreThread, fresh: at === 0, log });
    const device = await state.connect(twin);
    await publish(device, from, to);
    expect(await twin.drain(DRAIN_MS)).toBe(true);
    outcome = { records: await scoredRecords(twin), alerts: await alertItems(twin) };
    const threads = said.filter((text) => text.includes('a thread of its own'));
    expect(threads).toHaveLength(scoreThread === 'always' ? 1 : 0);
    await device.endAsync(true);
    await twin[Symbol.asyncDispose]();
  }
  return outcome;
}

it('scores and alerts the same on a thread of its own, also from the middle of an episode on', async () => {
  const here = await outcomeOf({ scoreThread: 'never', from: 1, to: LAST_SEQ });
  expect(here.alerts).toHaveLength(1);
  expect(here.records).toHaveLength(LAST_SEQ);
  const there = await outcomeOf({ scoreThread: 'always', from: 1, to: LAST_SEQ });
  expect(there).toEqual(here);
  const moved = await outcomeOf(
    { scoreThread: 'never', from: 1, to: MIDDLE_SEQ },
    { scoreThread: 'always', from: MIDDLE_SEQ + 1, to: LAST_SEQ },
  );
  expect(moved).toEqual(here);
});
