import { describe, expect, it } from 'vitest';
import { createTake } from '../../../src/cli/edge/take-reading.ts';
import type { AgentEvent } from '../../../src/cli/edge/run-agent.ts';
import { PmSimError } from '../../../src/runtime/errors.ts';

const READING = { device: 'd', site: 's', type: 't', serial: 'n', ts: 0, metrics: { x: 1 } };

function bench(error: Error) {
  const told: AgentEvent[] = [];
  const agent = {
    take() {
      throw error;
    },
  };
  const take = createTake({ agent, where: 'stdin', tell: (event) => void told.push(event) });
  return { take: () => take(READING), told };
}

describe('a reading on its way from a source to the agent', () => {
  it('is told, and ends nothing, when it is of one device too many', () => {
    const { take, told } = bench(new PmSimError('edge/too-many-devices', 'Too many.'));
    take();
    expect(told).toEqual([{ type: 'malformed', where: 'stdin', text: 'Too many.' }]);
  });

  it('ends its source when there is no room for it', () => {
    const { take, told } = bench(new PmSimError('buffer/full', 'No room.'));
    expect(take).toThrow('No room.');
    expect(told).toEqual([]);
  });
});
