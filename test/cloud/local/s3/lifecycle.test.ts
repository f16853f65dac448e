import { afterEach, describe, expect, it } from 'vitest';
import { startLifecycle } from '../../../../src/cloud/local/s3/lifecycle.ts';
import { createS3 } from '../../../../src/cloud/local/s3/s3-service.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';

const DAY = 86_400_000;
const NOON = Date.UTC(2026, 10, 25, 12);

const nobody = (): void => undefined;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function bench() {
  const stateDir = mkdtempSync(join(tmpdir(), 'twin-lifecycle-'));
  ends.push(() => rmSync(stateDir, { recursive: true, force: true }));
  const clock = manualClock(NOON);
  const options = { stateDir, region: 'eu-west-1', clock, log: silentLog, onCreated: nobody };
  const s3 = createS3(options);
  ends.push(() => s3[Symbol.asyncDispose]());
  s3.ensureBucket('raw');
  const send = (method: string, path: string) =>
    s3.handle({ service: 's3', method, path, query: '', headers: {}, body: new Uint8Array() });
  return {
    clock,
    put: (key: string) => send('PUT', `/raw/${key}`),
    has: async (key: string) => (await send('HEAD', `/raw/${key}`)).status === 200,
    start: (): void => {
      const lifecycle = startLifecycle({
        buckets: [{ name: 'raw', expireAfterDays: 2, notifications: [] }],
        clock,
        log: silentLog,
        removeBefore: (bucket, instant) => s3.removeBefore(bucket, instant),
      });
      ends.push(() => lifecycle[Symbol.asyncDispose]());
    },
  };
}

describe('the lifecycle of a bucket', () => {
  it('removes objects at the midnight after they have expired, and no others', async () => {
    const { clock, put, has, start } = bench();
    start();
    await put('old');
    await clock.advance(DAY);
    await put('new');
    await clock.advance(1.4 * DAY);
    expect([await has('old'), await has('new')]).toEqual([true, true]);
    await clock.advance(0.1 * DAY);
    expect([await has('old'), await has('new')]).toEqual([false, true]);
  });

  it('removes at the start what expired meanwhile', async () => {
    const { clock, put, has, start } = bench();
    await put('old');
    await clock.advance(5 * DAY);
    await put('new');
    start();
    expect([await has('old'), await has('new')]).toEqual([false, true]);
  });
});
