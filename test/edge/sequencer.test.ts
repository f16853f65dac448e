import { describe, expect, it } from 'vitest';
import { createSequencer } from '../../src/edge/sequencer.ts';
import { readingAt } from './readings.ts';

const reading = readingAt(1, { power_kw: 7 });

describe('sequencer', () => {
  it('counts from 1 without a hole', () => {
    const sequencer = createSequencer();

    expect([1, 2, 3].map(() => sequencer.number(reading, 'b1').seq)).toEqual([1, 2, 3]);
  });

  it('counts every device by itself', () => {
    const sequencer = createSequencer();
    sequencer.number(reading, 'b1');

    expect(sequencer.number({ ...reading, device: 'wt-002' }, 'b1').seq).toBe(1);
    expect(sequencer.number(reading, 'b1').seq).toBe(2);
  });

  it('begins again when a device boots', () => {
    const sequencer = createSequencer();
    sequencer.number(reading, 'b1');

    expect(sequencer.number(reading, 'b2')).toMatchObject({ seq: 1, boot: 'b2' });
    expect(sequencer.number(reading, 'b2').seq).toBe(2);
  });

  it('carries the reading unchanged and the edge note only when there is one', () => {
    const sequencer = createSequencer();

    expect(sequencer.number(reading, 'b1')).toEqual({ ...reading, seq: 1, boot: 'b1' });
    expect(sequencer.number(reading, 'b1', { keptBy: 'rcf', score: 2 }).edge).toEqual({
      keptBy: 'rcf',
      score: 2,
    });
  });
});
