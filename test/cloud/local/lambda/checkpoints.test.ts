import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  openCheckpoints,
  type Checkpoint,
} from '../../../../src/cloud/local/lambda/checkpoints.ts';
import { sequence } from './fixtures.ts';

const at = (n: number): Checkpoint => ({
  type: 'at',
  position: { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: sequence(n) },
});

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pm-sim-checkpoints-'));
  path = join(folder, 'lambda', 'checkpoints.ndjson');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('openCheckpoints', () => {
  it('finds the last checkpoint of each mapping and shard after a restart', () => {
    const store = openCheckpoints(path);
    store.save('a', 'shard-0', at(1));
    store.save('a', 'shard-0', at(2));
    store.save('a', 'shard-1', { type: 'finished' });
    store.save('b', 'shard-0', at(9));
    const again = openCheckpoints(path);
    expect(again.load('a', 'shard-0')).toEqual(at(2));
    expect(again.load('a', 'shard-1')).toEqual({ type: 'finished' });
    expect(again.load('b', 'shard-0')).toEqual(at(9));
    expect(again.load('b', 'shard-1')).toBeUndefined();
  });

  it('is on disk when save returns', () => {
    openCheckpoints(path).save('a', 'shard-0', at(5));
    expect(readFileSync(path, 'utf8')).toContain(sequence(5));
  });

  it('takes no notice of a last line that a kill cut short', () => {
    openCheckpoints(path).save('a', 'shard-0', at(5));
    appendFileSync(path, '{"mapping":"a","shard":"shard-0","checkpo');
    const store = openCheckpoints(path);
    expect(store.load('a', 'shard-0')).toEqual(at(5));
    store.save('a', 'shard-0', at(6));
    expect(openCheckpoints(path).load('a', 'shard-0')).toEqual(at(6));
  });

  it('names the line that it cannot read, and what to do', () => {
    openCheckpoints(path).save('a', 'shard-0', at(5));
    appendFileSync(path, 'scribble\n');
    expect(() => openCheckpoints(path)).toThrow(`${path}:2 is not a line that pm-sim wrote.`);
  });

  it('does not grow without bound', () => {
    const store = openCheckpoints(path);
    for (let n = 1; n <= 10_500; n += 1) store.save('a', 'shard-0', at(n));
    expect(readFileSync(path, 'utf8').split('\n').length).toBeLessThan(1_000);
    expect(openCheckpoints(path).load('a', 'shard-0')).toEqual(at(10_500));
  });
});
