import { describe, expect, it } from 'vitest';
import {
  createAlertHandler,
  type AlertDependencies,
  type AlertEvent,
} from '../../../src/cloud/handlers/alert.ts';
import type { AlertItem } from '../../../src/cloud/handlers/alerting/alert-item.ts';
import type { AlertStore } from '../../../src/cloud/handlers/alerting/alert-store.ts';
import type { KinesisEvent } from '../../../src/cloud/handlers/lambda.ts';
import { deferred } from '../../../src/runtime/deferred.ts';
import { silentLog } from '../../../src/runtime/log.ts';
import type { Episode, ScoredRecord } from '../../../src/telemetry/scored.ts';
import { CONTEXT, eventRecord, sequence } from './fixtures.ts';

function scored(seq: number, transition?: Episode['transition'], id = 'wt-001#b1#6'): ScoredRecord {
  const record: ScoredRecord = {
    device: 'wt-001',
    site: 'ridge',
    serial: 'sn-1',
    boot: 'b1',
    seq,
    ts: 1_000 * seq,
    ready: true,
    score: 1.7,
    threshold: 1.1,
    anomalous: true,
    values: { vib_gearbox_mms: 5 },
    attribution: [{ metric: 'vib_gearbox_mms', share: 1 }],
  };
  if (transition === undefined) return record;
  const episode: Episode = {
    id,
    transition,
    openedAt: 6_000,
    severity: 'high',
    metric: 'vib_gearbox_mms',
    value: 5,
    expected: 2.4,
    reason: 'Gearbox vibration is 5 mm/s, where 2.4 mm/s is normal.',
  };
  return { ...record, episode };
}

function scoredOf(device: string, seq: number, transition: Episode['transition']): ScoredRecord {
  return { ...scored(seq, transition, `${device}#b1#6`), device };
}

function eventOf(records: readonly ScoredRecord[]): KinesisEvent {
  return {
    Records: records.map((each, at) => eventRecord(at + 1, each.device, JSON.stringify(each))),
  };
}

function memoryAlerts(): AlertStore & { items: Map<string, AlertItem> } {
  const items = new Map<string, AlertItem>();
  return {
    items,
    open: async (item) => {
      const existing = items.get(item.id);
      if (existing === undefined) items.set(item.id, item);
      return existing ?? item;
    },
    markSent: async (id) => {
      const item = items.get(id);
      if (item?.notification !== 'pending') return false;
      items.set(id, { ...item, notification: 'sent' });
      return true;
    },
    returned: async (id, closedAt) => {
      const item = items.get(id);
      if (item?.state !== 'open' && item?.state !== 'acknowledged') return false;
      items.set(id, { ...item, state: 'returned', closedAt });
      return true;
    },
  };
}

function alerting(options: Partial<AlertDependencies> = {}) {
  const store = memoryAlerts();
  const published: string[] = [];
  const events: AlertEvent[] = [];
  const handler = createAlertHandler({
    store,
    publish: async (item) => {
      published.push(item.id);
    },
    placeOf: () => ({ latitude: 48.45, longitude: 5.59 }),
    observe: (event) => events.push(event),
    log: silentLog,
    ...options,
  });
  return { handler, store, published, events };
}

const episode = [
  scored(5),
  scored(6, 'opened'),
  scored(7, 'ongoing'),
  scored(8, 'closed'),
  scored(9),
];

describe('createAlertHandler', () => {
  it('makes one item and one notification of an episode, and returns it to normal', async () => {
    const { handler, store, published, events } = alerting();
    expect(await handler(eventOf(episode), CONTEXT)).toEqual({ batchItemFailures: [] });
    expect([...store.items.values()]).toEqual([
      {
        id: 'wt-001#b1#6',
        device: 'wt-001',
        site: 'ridge',
        serial: 'sn-1',
        severity: 'high',
        state: 'returned',
        openedAt: 6_000,
        closedAt: 8_000,
        score: 1.7,
        threshold: 1.1,
        metric: 'vib_gearbox_mms',
        value: 5,
        expected: 2.4,
        attribution: [{ metric: 'vib_gearbox_mms', share: 1 }],
        reason: 'Gearbox vibration is 5 mm/s, where 2.4 mm/s is normal.',
        source: 'cloud',
        latitude: 48.45,
        longitude: 5.59,
        values: { vib_gearbox_mms: 5 },
        notification: 'sent',
      },
    ]);
    expect(published).toEqual(['wt-001#b1#6']);
    expect(events.map((event) => event.type)).toEqual(['alert', 'alert-closed']);
  });

  it('does nothing when the records come again', async () => {
    const { handler, published, events } = alerting();
    await handler(eventOf(episode), CONTEXT);
    await handler(eventOf(episode), CONTEXT);
    expect(published).toHaveLength(1);
    expect(events).toHaveLength(2);
  });

  it('publishes again when it died before it could note that the notification went out', async () => {
    const store = memoryAlerts();
    const dying = alerting({
      store: { ...store, markSent: () => Promise.reject(new Error('killed')) },
    });
    const { batchItemFailures } = await dying.handler(eventOf(episode.slice(0, 2)), CONTEXT);
    expect(batchItemFailures).toEqual([{ itemIdentifier: sequence(2) }]);
    expect(store.items.get('wt-001#b1#6')).toMatchObject({ notification: 'pending' });
    const again = alerting({ store });
    await again.handler(eventOf(episode.slice(0, 2)), CONTEXT);
    expect([...dying.published, ...again.published]).toEqual(['wt-001#b1#6', 'wt-001#b1#6']);
    expect(store.items.get('wt-001#b1#6')).toMatchObject({ notification: 'sent' });
    expect(again.events).toHaveLength(1);
  });

  it('goes no further than a record that failed for a passing reason', async () => {
    const { handler, store } = alerting({ publish: () => Promise.reject(new Error('throttled')) });
    const { batchItemFailures } = await handler(eventOf(episode), CONTEXT);
    expect(batchItemFailures).toEqual([{ itemIdentifier: sequence(2) }]);
    expect(store.items.get('wt-001#b1#6')).toMatchObject({
      state: 'open',
      notification: 'pending',
    });
  });

  it('reports a record that cannot be read and handles its neighbours', async () => {
    const { handler, published } = alerting();
    const { Records } = eventOf(episode);
    const event = {
      Records: [eventRecord(90, 'wt-001', '[]'), eventRecord(91, 'x', '{'), ...Records],
    };
    expect(await handler(event, CONTEXT)).toEqual({
      batchItemFailures: [{ itemIdentifier: sequence(90) }, { itemIdentifier: sequence(91) }],
    });
    expect(published).toHaveLength(1);
  });

  it('pays no attention to the end of an episode that it never heard of', async () => {
    const { handler, store, events } = alerting();
    await handler(eventOf([scored(8, 'closed')]), CONTEXT);
    expect(store.items.size).toBe(0);
    expect(events).toEqual([]);
  });

  it('never closes an episode before it opened', async () => {
    const { handler, store } = alerting();
    await handler(eventOf([scored(6, 'opened'), scored(2, 'closed')]), CONTEXT);
    expect(store.items.get('wt-001#b1#6')).toMatchObject({ closedAt: 6_000 });
  });

  it('makes an alert each of two episodes', async () => {
    const { handler, published } = alerting();
    await handler(eventOf([...episode, scored(20, 'opened', 'wt-001#b1#20')]), CONTEXT);
    expect(published).toEqual(['wt-001#b1#6', 'wt-001#b1#20']);
  });

  it('follows devices side by side, each in order', async () => {
    const order: string[] = [];
    const slow = deferred();
    const { handler, events } = alerting({
      publish: async ({ device }) => {
        order.push(device);
        if (device === 'wt-002') slow.resolve();
        else await slow.promise;
      },
    });
    const records = [
      scoredOf('wt-001', 6, 'opened'),
      scoredOf('wt-001', 8, 'closed'),
      scoredOf('wt-002', 6, 'opened'),
    ];
    expect(await handler(eventOf(records), CONTEXT)).toEqual({ batchItemFailures: [] });
    expect(order).toEqual(['wt-001', 'wt-002']);
    const told = events.flatMap((event) =>
      event.type === 'alert' ? [event.alert.device] : ['end'],
    );
    expect(told.toSorted()).toEqual(['end', 'wt-001', 'wt-002']);
    expect(told.indexOf('end')).toBeGreaterThan(told.indexOf('wt-001'));
  });

  it('is held up by a device that fails only for that device', async () => {
    const { handler, store } = alerting({
      publish: ({ device }) =>
        device === 'wt-001' ? Promise.reject(new Error('throttled')) : Promise.resolve(),
    });
    const other = scoredOf('wt-002', 6, 'opened');
    const { batchItemFailures } = await handler(eventOf([...episode, other]), CONTEXT);
    expect(batchItemFailures).toEqual([{ itemIdentifier: sequence(2) }]);
    expect(store.items.get('wt-001#b1#6')).toMatchObject({ state: 'open' });
    expect(store.items.get('wt-002#b1#6')).toMatchObject({ notification: 'sent' });
  });
});
