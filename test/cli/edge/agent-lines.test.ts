import { describe, expect, it } from 'vitest';
import { createAgentLines } from '../../../src/cli/edge/agent-lines.ts';
import type { AgentStatus } from '../../../src/cli/edge/run-agent.ts';
import { edgeRunSchema } from '../../../src/cli/options/edge-options.ts';
import { fakeIo } from '../fake-io.ts';

const STATUS: AgentStatus = {
  readings: { readings: 3, kept: 3, alarms: 0, devices: 1, dropped: {} },
  buffer: { accepted: 400, delivered: 0, evicted: 0, bytes: 0, damaged: 0 },
  held: 0,
  refused: 400,
};

function bench(json = false) {
  let ms = 0;
  const io = { ...fakeIo(), now: () => ms };
  const lines = createAgentLines(edgeRunSchema.parse({ file: 'agent.yaml', json }), io);
  const refuse = (count: number): void => {
    for (let i = 0; i < count; i += 1) {
      lines.tell({ type: 'refused', topic: `dt/pm-sim/s/p-${i}/telemetry`, reason: 'too long' });
    }
  };
  return { io, lines, refuse, pass: (by: number): void => void (ms += by) };
}

describe('refused messages of an agent', () => {
  it('are told once, then at most every minute with their number, and all by its end', () => {
    const { io, lines, refuse, pass } = bench();
    refuse(300);
    pass(60_000);
    lines.tell({ type: 'status', ...STATUS });
    refuse(100);
    lines.ended(STATUS);
    const told = io.stderr.text().match(/refused {2}dt.*/gu);
    expect(told).toEqual([
      'refused  dt/pm-sim/s/p-0/telemetry: too long',
      'refused  dt/pm-sim/s/p-299/telemetry: too long (the last of 299 like it in 1m)',
      'refused  dt/pm-sim/s/p-99/telemetry: too long (the last of 100 like it in 0ms)',
    ]);
  });

  it('are told to a program one by one', () => {
    const { io, refuse } = bench(true);
    refuse(7);
    expect(io.stdout.text().trimEnd().split('\n')).toHaveLength(7);
  });
});
