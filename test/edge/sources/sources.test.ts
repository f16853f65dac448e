import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileSource } from '../../../src/edge/sources/file-source.ts';
import { createReadingMapper } from '../../../src/edge/sources/reading-mapper.ts';
import { createStreamSource } from '../../../src/edge/sources/stream-source.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { createCondition } from '../../../src/runtime/condition.ts';
import type { Reading } from '../../../src/telemetry/reading.ts';

const map = createReadingMapper({ mapping: {}, now: () => 0 });
const line = (n: number): string => `${JSON.stringify({ device: 'd', ts: 1e12 + n, n })}\n`;

/** Takes readings and lets a test wait for them. */
function collect() {
  const arrived = createCondition();
  const seen: number[] = [];
  const problems: string[] = [];
  return {
    seen,
    problems,
    take: ({ metrics }: Reading) => {
      seen.push(metrics['n'] ?? -1);
      arrived.check();
    },
    onMalformed: ({ where, text }: { readonly where: string; readonly text: string }) =>
      void problems.push(`${where}: ${text}`),
    until: (n: number) => arrived.until(() => seen.length >= n),
  };
}

describe('a stream of JSON lines', () => {
  it('takes each line, however the bytes are cut, and the last one without its end', async () => {
    const input = new PassThrough();
    const { seen, take, onMalformed } = collect();
    const run = createStreamSource({ name: 'stdin', input, map, onMalformed }).run(
      take,
      new AbortController().signal,
    );
    const bytes = Buffer.from(`${line(1)}\n${line(2)}${line(3).trim()}`);
    for (const byte of bytes) input.write(Buffer.of(byte));
    input.end();
    await run;
    expect(seen).toEqual([1, 2, 3]);
  });

  it('skips what is no reading, and says which line', async () => {
    const input = new PassThrough();
    const { seen, problems, take, onMalformed } = collect();
    input.end(`${line(1)}{oops\n[]\n${'x'.repeat(300_000)}\n${line(5)}`);
    const source = createStreamSource({ name: 'stdin', input, map, onMalformed });
    await source.run(take, new AbortController().signal);
    expect(seen).toEqual([1, 5]);
    expect(problems).toEqual([
      'stdin:2: it is not JSON: {oops',
      'stdin:3: there is no device: none of device_id, device, deviceId, machine_id, asset, id, client_id, clientId is in it',
      'stdin:4: it is longer than 262144 characters',
    ]);
  });

  it('ends when it is told to', async () => {
    const stop = new AbortController();
    const { take, onMalformed } = collect();
    const source = createStreamSource({ name: 's', input: new PassThrough(), map, onMalformed });
    const run = source.run(take, stop.signal);
    stop.abort();
    await expect(run).resolves.toBeUndefined();
  });
});

describe('a file of JSON lines', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'file-source-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const open = (follow: boolean, onMalformed: ReturnType<typeof collect>['onMalformed']) =>
    createFileSource({
      path: join(dir, 'in.ndjson'),
      follow,
      positionPath: join(dir, 'positions', 'in'),
      map,
      clock: systemClock(),
      onMalformed,
    });

  it('is read once through when it is not followed', async () => {
    writeFileSync(join(dir, 'in.ndjson'), line(1) + line(2).trim());
    const { seen, take, onMalformed } = collect();
    await open(false, onMalformed).run(take, new AbortController().signal);
    expect(seen).toEqual([1, 2]);
  });

  it('goes on with what is appended, and after a restart from where it was', async () => {
    const path = join(dir, 'in.ndjson');
    writeFileSync(path, line(1) + line(2).slice(0, 5));
    const first = collect();
    const stop = new AbortController();
    const run = open(true, first.onMalformed).run(first.take, stop.signal);
    await first.until(1);
    appendFileSync(path, line(2).slice(5) + line(3));
    await first.until(3);
    appendFileSync(path, line(4).slice(0, 9));
    stop.abort();
    await run;
    appendFileSync(path, `${line(4).slice(9)}{oops\n${line(6)}`);
    const second = collect();
    const stopAgain = new AbortController();
    const again = open(true, second.onMalformed).run(second.take, stopAgain.signal);
    await second.until(2);
    stopAgain.abort();
    await again;
    expect([first.seen, second.seen]).toEqual([[1, 2, 3], [4, 6]]); // prettier-ignore
    expect(first.problems).toEqual([]);
    // Its number is that of the line in the file, not of those read since the restart.
    expect(second.problems).toEqual([`${path}:5: it is not JSON: {oops`]);
  });

  it('is read from its beginning when another file takes its place', async () => {
    const path = join(dir, 'in.ndjson');
    writeFileSync(path, line(1));
    const { seen, take, until, onMalformed } = collect();
    const stop = new AbortController();
    const run = open(true, onMalformed).run(take, stop.signal);
    await until(1);
    writeFileSync(join(dir, 'next'), line(7) + line(8));
    renameSync(join(dir, 'next'), path);
    await until(3);
    stop.abort();
    await run;
    expect(seen).toEqual([1, 7, 8]);
  });

  it('is refused when it is not there', async () => {
    const { take, onMalformed } = collect();
    const run = open(true, onMalformed).run(take, new AbortController().signal);
    await expect(run).rejects.toMatchObject({ code: 'edge/unreadable' });
  });
});
