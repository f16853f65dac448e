import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { beginReplay } from '../../../src/cli/compose/begin-replay.ts';
import { openReplay, type Replay } from '../../../src/simulator/replay/open-replay.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pm-sim-begin-replay-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function replayOf(text: string): Promise<Replay> {
  const path = join(dir, 'pump.csv');
  await writeFile(path, text);
  return openReplay(path);
}

describe('a replay that is begun', () => {
  it('knows when it starts, and gives every reading once', async () => {
    const rows = ['2024-05-01T00:00:00Z,1', '2024-05-01T00:00:10Z,2', '2024-05-01T00:00:20Z,3'];
    await using begun = await beginReplay(await replayOf(`ts,power_kw\n${rows.join('\n')}\n`));
    const values: unknown[] = [];
    for await (const { metrics } of begun.readings) values.push(metrics['power_kw']);
    expect(begun.start).toBe(Date.UTC(2024, 4, 1));
    expect(values).toEqual([1, 2, 3]);
  });

  it.each([
    ['no rows', 'ts,power_kw\n', /0 rows, 0 readings/],
    ['no readable time', 'ts,power_kw\nsoon,1\n', /skipped 1 rows without a readable time/],
  ])('is refused where a file has %s', async (_, text, message) => {
    const replay = await replayOf(text);
    await expect(beginReplay(replay)).rejects.toMatchObject({
      code: 'replay/no-readings',
      message: expect.stringMatching(message) as string,
    });
  });

  it('lets go of its file when nobody reads on', async () => {
    const begun = await beginReplay(await replayOf('ts,power_kw\n2024-05-01T00:00:00Z,1\n'));
    await begun[Symbol.asyncDispose]();
    const rest = begun.readings[Symbol.asyncIterator]();
    await rest.next();
    expect(await rest.next()).toMatchObject({ done: true });
  });
});
