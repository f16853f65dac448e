import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StateStore } from '../../../src/cloud/handlers/scoring/state-store.ts';
import type { TelemetryMessage } from '../../../src/telemetry/message.ts';
import type { ScoredRecord } from '../../../src/telemetry/scored.ts';
import {
  batch,
  CONTEXT,
  doubleOfMean,
  eventRecord,
  memoryStore,
  message,
  scoring,
  sequence,
} from './fixtures.ts';

const quiet = [1, 1.1, 0.9, 1, 1.2].map((value, at) => message(at + 1, value));
const fault = [message(6, 5), message(7, 5), message(8, 1)];

function transitions(records: readonly ScoredRecord[]): string[] {
  return records.flatMap(({ episode }) =>
    episode === undefined ? [] : [`${episode.transition} ${episode.id}`],
  );
}

describe('createScoreHandler', () => {
  it('scores every record in order and names an episode after the record that opened it', async () => {
    const { handler, written } = scoring(memoryStore());
    expect(await handler(batch([...quiet, ...fault]), CONTEXT)).toEqual({ batchItemFailures: [] });
    expect(written.map((record) => record.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(transitions(written)).toEqual([
      'opened wt-001#b1#6',
      'ongoing wt-001#b1#6',
      'closed wt-001#b1#6',
    ]);
    expect(written[5]).toMatchObject({
      device: 'wt-001',
      site: 'ridge',
      serial: 'sn-1',
      boot: 'b1',
      ts: 6_000,
      values: { vib_gearbox_mms: 5 },
      episode: { openedAt: 6_000, severity: 'high', reason: expect.stringContaining('is normal') },
    });
  });

  it('writes the devices of a batch in stream order, each judged as if it were alone', async () => {
    const [first, second] = ['wt-001', 'wt-002'].map((device) =>
      [...quiet, ...fault].map((each) => ({ ...each, device })),
    ) as [TelemetryMessage[], TelemetryMessage[]];
    const mixed = first.flatMap((each, at) => [each, second[at] ?? each]);
    const { handler, written } = scoring(memoryStore());
    await handler(batch(mixed), CONTEXT);
    expect(written.map(({ device, seq }) => [device, seq])).toEqual(
      mixed.map(({ device, seq }) => [device, seq]),
    );
    const alone = scoring(memoryStore());
    await alone.handler(batch(second), CONTEXT);
    expect(written.filter(({ device }) => device === 'wt-002')).toEqual(alone.written);
  });

  it('writes, then saves snapshots, then states', async () => {
    const store = memoryStore();
    const order: string[] = [];
    const { handler } = scoring(
      {
        ...store,
        saveSnapshot: async (...given) => {
          order.push('snapshot');
          await store.saveSnapshot(...given);
        },
        saveStates: async (states) => {
          order.push('states');
          await store.saveStates(states);
        },
      },
      {
        write: async () => {
          order.push('write');
        },
      },
    );
    await handler(batch(quiet), CONTEXT);
    expect(order).toEqual(['write', 'snapshot', 'states']);
  });

  it('spreads the snapshots of detectors that fall due together over batches', async () => {
    const store = memoryStore();
    const { handler } = scoring(store);
    const devices = ['wt-001', 'wt-002', 'wt-003', 'wt-004', 'wt-005'];
    const round = (seqs: readonly number[]): TelemetryMessage[] =>
      devices.flatMap((device) => seqs.map((seq) => message(seq, 1, { device })));
    await handler(batch(round([1, 2, 3, 4])), CONTEXT);
    expect(store.snapshots.size).toBe(2);
    await handler(batch(round([5]), 101), CONTEXT);
    expect(store.snapshots.size).toBe(4);
    // The one that is left waits no longer once its journal has doubled.
    await handler(batch(round([6, 7, 8]), 201), CONTEXT);
    expect(new Set([...store.snapshots.keys()].map((key) => key.split('/')[0])).size).toBe(5);
  });

  it('takes no second notice of a batch that was answered', async () => {
    const store = memoryStore();
    const first = scoring(store);
    await first.handler(batch([...quiet, ...fault]), CONTEXT);
    const saved = structuredClone(store.states.get('wt-001'));
    await first.handler(batch([...quiet, ...fault]), CONTEXT);
    const cold = scoring(store);
    await cold.handler(batch([...quiet, ...fault]), CONTEXT);
    expect(first.written).toHaveLength(8);
    expect(cold.written).toEqual([]);
    expect(store.states.get('wt-001')).toEqual(saved);
  });

  it('tells the same of a device wherever its batches run and however they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: 0.5, max: 4, noNaN: true }), { minLength: 1, maxLength: 40 }),
        fc.array(
          fc.record({
            size: fc.integer({ min: 1, max: 7 }),
            environment: fc.integer({ min: 0, max: 2 }),
          }),
          { minLength: 40, maxLength: 40 },
        ),
        async (values, cuts) => {
          const messages = values.map((value, at) => message(at + 1, value));
          const whole = scoring(memoryStore());
          await whole.handler(batch(messages), CONTEXT);
          const store = memoryStore();
          const environments = [scoring(store), scoring(store), scoring(store)];
          const written: ScoredRecord[] = [];
          let at = 0;
          for (const { size, environment } of cuts) {
            const part = environments[environment] as ReturnType<typeof scoring>;
            await part.handler(batch(messages.slice(at, at + size), at + 1), CONTEXT);
            written.push(...part.written.splice(0));
            at += size;
          }
          expect(written).toEqual(whole.written);
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });

  it('gives a batch that died half-way the same verdicts when it comes again', async () => {
    const messages = [1, 1.5, 0.7, 2.2, 1, 4, 4.1, 0.6, 1.4, 3.9, 1, 1, 5, 6, 1].map((value, at) =>
      message(at + 1, value),
    );
    const whole = scoring(memoryStore());
    await whole.handler(batch(messages), CONTEXT);
    for (const stage of ['write', 'saveSnapshot', 'saveStates', 'answer'] as const) {
      for (let dying = 0; dying < 5; dying += 1) {
        const written = await withCrash(messages, { stage, dying });
        const bySeq = new Map<number, ScoredRecord>();
        for (const record of written) {
          expect(record).toEqual(bySeq.get(record.seq) ?? record);
          bySeq.set(record.seq, record);
        }
        expect([...bySeq.values()]).toEqual(whole.written);
      }
    }
  });

  it('reports a record that is no message and scores its neighbours', async () => {
    const { handler, written } = scoring(memoryStore());
    const event = batch(quiet);
    const poisoned = {
      Records: [
        ...event.Records.slice(0, 2),
        eventRecord(50, 'wt-001', '{"schema_v":1}'),
        eventRecord(51, 'wt-001', 'not JSON'),
        ...batch(quiet.slice(2), 60).Records,
      ],
    };
    expect(await handler(poisoned, CONTEXT)).toEqual({
      batchItemFailures: [{ itemIdentifier: sequence(50) }, { itemIdentifier: sequence(51) }],
    });
    expect(written).toHaveLength(5);
    await handler({ Records: poisoned.Records.slice(3) }, CONTEXT);
    expect(written).toHaveLength(5);
  });

  it('does not believe a payload that speaks for another device', async () => {
    const { handler, written } = scoring(memoryStore());
    const [genuine] = batch([message(1, 1)]).Records;
    const forged = { ...genuine, kinesis: { ...genuine?.kinesis, partitionKey: 'wt-002' } };
    const { batchItemFailures } = await handler({ Records: [forged as never] }, CONTEXT);
    expect(batchItemFailures).toEqual([{ itemIdentifier: sequence(1) }]);
    expect(written).toEqual([]);
  });

  it('keeps devices of one batch apart', async () => {
    const { handler, written } = scoring(memoryStore());
    const other = quiet.map((each) => ({ ...each, device: 'wt-002', serial: 'sn-2' }));
    const mixed = quiet.flatMap((each, at) => [each, other[at] as TelemetryMessage]);
    await handler(batch([...mixed, ...fault]), CONTEXT);
    expect(transitions(written).map((text) => text.split('#')[0])).toEqual([
      'opened wt-001',
      'ongoing wt-001',
      'closed wt-001',
    ]);
  });

  it('scores a message once that its device sent twice, and one that came late without a verdict', async () => {
    const store = memoryStore();
    const { handler, written } = scoring(store);
    const [one, two, three] = quiet as [TelemetryMessage, TelemetryMessage, TelemetryMessage];
    await handler(batch([one, three, one, two, two]), CONTEXT);
    expect(written.map((record) => record.seq)).toEqual([1, 3, 2]);
    expect(written[2]).toMatchObject({ ready: false, suppressed: 'arrived after a later reading' });
    expect(store.states.get('wt-001')).toMatchObject({
      scored: 3,
      duplicated: 2,
      late: 1,
      missing: 0,
    });
  });

  it('counts what never came', async () => {
    const store = memoryStore();
    await scoring(store).handler(batch([message(1, 1), message(5, 1)]), CONTEXT);
    expect(store.states.get('wt-001')).toMatchObject({ missing: 3 });
  });

  it('takes sequence numbers that begin again with a new boot', async () => {
    const { handler, written } = scoring(memoryStore());
    await handler(batch([...quiet, message(1, 1, { boot: 'b2' })]), CONTEXT);
    expect(written).toHaveLength(6);
  });

  it('starts a new detector for a replaced unit and closes the episode of the old one', async () => {
    const { handler, written } = scoring(memoryStore());
    await handler(batch([...quiet, message(6, 5)]), CONTEXT);
    const replaced = { serial: 'sn-9' };
    await handler(batch([message(7, 5, replaced), message(8, 5, replaced)], 7), CONTEXT);
    expect(transitions(written)).toEqual(['opened wt-001#b1#6', 'closed wt-001#b1#6']);
    expect(written[6]?.episode?.reason).toMatch(/unit was replaced/);
    expect(written[6]?.score).toBe(1);
  });

  it('starts a new detector when a device begins again in the past, not when it is a little behind', async () => {
    const { handler, written } = scoring(memoryStore());
    await handler(batch([...quiet, message(6, 5, { ts: 600_000 })]), CONTEXT);
    await handler(batch([message(1, 5, { boot: 'b2', ts: 550_000 })], 7), CONTEXT);
    await handler(batch([message(1, 5, { boot: 'b3', ts: 1_000 })], 8), CONTEXT);
    expect(transitions(written)).toEqual([
      'opened wt-001#b1#6',
      'ongoing wt-001#b1#6',
      'closed wt-001#b1#6',
    ]);
    expect(written[7]?.episode?.reason).toMatch(/clock of the device went back/);
    expect(written[7]?.score).toBe(1);
  });

  it('starts a new detector when the configuration is another', async () => {
    const store = memoryStore();
    await scoring(store).handler(batch([...quiet, message(6, 5)]), CONTEXT);
    const changed = scoring(store, { monitors: { ...doubleOfMean, fingerprint: 'other' } });
    await changed.handler(batch([message(7, 5)], 7), CONTEXT);
    expect(transitions(changed.written)).toEqual(['closed wt-001#b1#6']);
    expect(store.states.get('wt-001')).toMatchObject({ fingerprint: 'other', fromSnapshot: false });
  });

  it('learns anew when the snapshot is gone', async () => {
    const store = memoryStore();
    await scoring(store).handler(batch(quiet), CONTEXT);
    store.snapshots.clear();
    const { handler, written } = scoring(store);
    await handler(batch(fault.slice(0, 1), 6), CONTEXT);
    expect(written[0]?.score).toBe(1);
  });

  it('forgets the devices that it has not heard of for longest', async () => {
    const store = memoryStore();
    const loaded: string[] = [];
    const { handler } = scoring(
      {
        ...store,
        loadStates: (devices) => {
          loaded.push(...devices);
          return store.loadStates(devices);
        },
      },
      { devicesInMemoryMax: 1 },
    );
    await handler(batch([message(1, 1)], 1), CONTEXT);
    await handler(batch([message(2, 1)], 2), CONTEXT);
    await handler(batch([message(1, 1, { device: 'wt-002' })], 3), CONTEXT);
    await handler(batch([message(3, 1)], 4), CONTEXT);
    expect(loaded).toEqual(['wt-001', 'wt-002', 'wt-001']);
  });
});

/** Runs batches of three; the batch number `dying` dies at the stage and comes again elsewhere. */
async function withCrash(
  messages: readonly TelemetryMessage[],
  crash: { stage: 'write' | 'saveSnapshot' | 'saveStates' | 'answer'; dying: number },
): Promise<ScoredRecord[]> {
  const store = memoryStore();
  const written: ScoredRecord[] = [];
  const die = (): never => {
    throw new Error(`killed at ${crash.stage}`);
  };
  const failing: StateStore = {
    ...store,
    saveSnapshot: async (...given) => {
      await store.saveSnapshot(...given);
      if (crash.stage === 'saveSnapshot') die();
    },
    saveStates: async (states) => {
      if (crash.stage === 'saveStates') die();
      await store.saveStates(states);
    },
  };
  const write = async (records: readonly ScoredRecord[]): Promise<void> => {
    written.push(...records);
  };
  const writeAndDie = async (records: readonly ScoredRecord[]): Promise<void> => {
    written.push(...records);
    if (crash.stage === 'write') die();
  };
  let { handler } = scoring(store, { write });
  for (let at = 0, number = 0; at < messages.length; at += 3, number += 1) {
    const event = batch(messages.slice(at, at + 3), at + 1);
    if (number === crash.dying) {
      const victim = scoring(failing, { write: writeAndDie });
      await victim.handler(event, CONTEXT).catch(() => undefined);
      ({ handler } = scoring(store, { write }));
    }
    await handler(event, CONTEXT);
  }
  return written;
}
