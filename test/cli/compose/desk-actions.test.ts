import { describe, expect, it } from 'vitest';
import { deskActions } from '../../../src/cli/compose/desk-actions.ts';
import type { Alert } from '../../../src/telemetry/alert.ts';
import type { RunEvent } from '../../../src/telemetry/run-event.ts';
import { ALERT } from '../reporters/fixtures.ts';

async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

function desk(answer: (id: string) => Promise<Alert>) {
  const asked: string[] = [];
  const events: RunEvent[] = [];
  const ask = (verb: string) => (id: string) => {
    asked.push(`${verb} ${id}`);
    return answer(id);
  };
  const actions = deskActions({
    desk: () => ({ acknowledge: ask('acknowledge'), close: ask('close') }),
    tell: (event) => void events.push(event),
    now: () => 5,
  });
  return { actions, asked, events };
}

const EDGE: Alert = { ...ALERT, source: 'edge' };

describe('deskActions', () => {
  it('tells an acknowledgement at once and a closing once the table has it', async () => {
    const { actions, asked, events } = desk(() => Promise.resolve(ALERT));
    actions.acknowledge(ALERT);
    actions.close(ALERT);
    expect(events.map(({ type }) => type)).toEqual(['alert-acknowledged']);
    await settled();
    expect(events.at(-1)).toEqual({ type: 'alert-settled', id: ALERT.id, ts: 5 });
    expect(asked).toEqual([`acknowledge ${ALERT.id}`, `close ${ALERT.id}`]);
  });

  it('does not ask the cloud about alerts of the edge', async () => {
    const { actions, asked, events } = desk(() => Promise.resolve(EDGE));
    actions.acknowledge(EDGE);
    actions.close(EDGE);
    await settled();
    expect(asked).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual(['alert-acknowledged', 'alert-settled']);
  });

  it('warns of what the table refuses, and closes nothing', async () => {
    const { actions, events } = desk(() => Promise.reject(new Error('Alert x is open, not over.')));
    actions.close(ALERT);
    await settled();
    expect(events).toEqual([{ type: 'warning', text: 'Alert x is open, not over.' }]);
  });

  it('acknowledges on the screen even before there is a cloud', () => {
    const events: RunEvent[] = [];
    const tell = (event: RunEvent): void => void events.push(event);
    deskActions({ desk: () => undefined, tell, now: () => 5 }).acknowledge(ALERT);
    expect(events).toHaveLength(1);
  });
});
