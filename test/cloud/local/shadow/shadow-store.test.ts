import { describe, expect, it } from 'vitest';
import { parseUpdate } from '../../../../src/cloud/local/shadow/request.ts';
import { openShadowStore } from '../../../../src/cloud/local/shadow/shadow-store.ts';
import { manualClock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import { temporaryFolder } from '../identity/fixtures.ts';

const set = (a: number) => parseUpdate(Buffer.from(JSON.stringify({ state: { desired: { a } } })));
const open = (stateDir: string, clock = manualClock(1_000)) =>
  openShadowStore({ stateDir, clock, log: silentLog, thingExists: (name) => name === 'pump' });

/** A fault of what is not there. */
const fault = (message: string): Error =>
  expect.objectContaining({ status: 404, message }) as Error;

describe('the store of shadows', () => {
  it('keeps classic and named shadows apart, and over a restart', async () => {
    await using folder = await temporaryFolder();
    const first = open(folder.path);
    first.update({ thing: 'pump' }, set(1));
    first.update({ thing: 'pump', name: 'b' }, set(2));
    first.update({ thing: 'pump', name: 'a' }, set(3));
    first.close();
    const again = open(folder.path);
    expect(again.get({ thing: 'pump' })).toMatchObject({
      state: { desired: { a: 1 } },
      version: 1,
    });
    expect(again.get({ thing: 'pump', name: 'b' })).toMatchObject({ state: { desired: { a: 2 } } });
    expect(again.names('pump')).toEqual(['a', 'b']);
    again.close();
  });

  it('goes on with the versions of a deleted shadow for 48 hours', async () => {
    await using folder = await temporaryFolder();
    const clock = manualClock(1_000);
    const store = open(folder.path, clock);
    const key = { thing: 'pump', name: 'n' };
    store.update(key, set(1));
    store.update(key, set(2));
    expect(store.delete(key)).toEqual({ version: 2, timestamp: 1 });
    expect(store.names('pump')).toEqual([]);
    expect(store.update(key, set(3)).accepted['version']).toBe(3);
    store.delete(key);
    await clock.advance(49 * 3_600_000);
    const outcome = store.update(key, set(4));
    expect(outcome.accepted['version']).toBe(1);
    expect(outcome.shadow.desired?.state).toEqual({ a: 4 });
    store.close();
  });

  it('has no shadow that was never made, was deleted, or is of no thing', async () => {
    await using folder = await temporaryFolder();
    const store = open(folder.path);
    expect(() => store.get({ thing: 'pump' })).toThrow(fault("No shadow exists with name: 'pump'"));
    expect(() => store.delete({ thing: 'pump', name: 'n' })).toThrow(
      fault("No shadow exists with name: 'pump~n'"),
    );
    expect(() => store.update({ thing: 'fan' }, set(1))).toThrow(fault('Thing not found'));
    expect(() => store.get({ thing: 'pump', name: 'a/b' })).toThrow('Invalid shadow name');
    store.close();
  });
});
