import { describe, expect, it } from 'vitest';
import type { AwsFault } from '../../../../src/cloud/local/service.ts';
import { parseUpdate, type UpdateRequest } from '../../../../src/cloud/local/shadow/request.ts';
import {
  documentOf,
  updateShadow,
  type Shadow,
  type UpdateOutcome,
} from '../../../../src/cloud/local/shadow/shadow-document.ts';

const request = (value: unknown): UpdateRequest => parseUpdate(Buffer.from(JSON.stringify(value)));

/** Applies updates one second after the other, from second 100 on. */
function updates(...states: readonly object[]): UpdateOutcome {
  let shadow: Shadow = { version: 0 };
  let last: UpdateOutcome | undefined;
  for (const [at, state] of states.entries()) {
    last = updateShadow(shadow, request({ state }), 100 + at);
    ({ shadow } = last);
  }
  if (last === undefined) throw new Error('no update');
  return last;
}

const stateOf = ({ shadow }: UpdateOutcome): unknown => documentOf(shadow, 0)['state'];

function faultOf(act: () => unknown): Pick<AwsFault, 'status' | 'message'> {
  try {
    act();
  } catch (error) {
    const { status, message } = error as AwsFault;
    return { status, message };
  }
  throw new Error('nothing was thrown');
}

describe('a shadow document', () => {
  it('changes only what an update names, at any depth', () => {
    const end = updates(
      { desired: { limits: { temp: { above: 70 }, vib: { above: 7 } }, mode: 'a' } },
      { desired: { limits: { temp: { above: 75 } } } },
    );
    expect(end.shadow.desired?.state).toEqual({
      limits: { temp: { above: 75 }, vib: { above: 7 } },
      mode: 'a',
    });
    expect(end.shadow.desired?.metadata).toEqual({
      limits: { temp: { above: { timestamp: 101 } }, vib: { above: { timestamp: 100 } } },
      mode: { timestamp: 100 },
    });
  });

  it('removes what is null, and an object and a section with nothing left', () => {
    const some = { desired: { a: 1, b: { c: 2 } }, reported: { a: 1 } };
    expect(updates(some, { desired: { a: null } }).shadow.desired?.state).toEqual({ b: { c: 2 } });
    expect(updates(some, { desired: { b: { c: null } } }).shadow.desired?.state).toEqual({ a: 1 });
    const emptied = updates(some, { desired: { a: null, b: null } });
    expect(stateOf(emptied)).toEqual({ reported: { a: 1 } });
    expect(stateOf(updates(some, { desired: null }))).toEqual({ reported: { a: 1 } });
  });

  it('takes a name for a name, whatever it means to JavaScript', () => {
    const state = '{"desired":{"__proto__":{"a":1},"constructor":2}}';
    const update = parseUpdate(Buffer.from(`{"state":${state}}`));
    const { shadow } = updateShadow({ version: 0 }, update, 1);
    expect(JSON.stringify(documentOf(shadow, 1))).toContain(`"delta":${state.slice(11, -1)}`);
  });

  it('replaces an array as a whole', () => {
    const end = updates({ desired: { list: [1, 2, 3] } }, { desired: { list: [4] } });
    expect(end.shadow.desired?.state).toEqual({ list: [4] });
  });

  it('tells in the delta what of desired is missing or other in reported, at any depth', () => {
    const end = updates(
      { desired: { same: 1, other: 2, missing: 3, deep: { same: 1, other: [1] }, unasked: null } },
      { reported: { same: 1, other: 9, deep: { same: 1, other: [2] }, extra: 5 } },
    );
    expect(end.delta).toEqual({
      version: 2,
      timestamp: 101,
      state: { other: 2, missing: 3, deep: { other: [1] } },
      metadata: {
        other: { timestamp: 100 },
        missing: { timestamp: 100 },
        deep: { other: { timestamp: 100 } },
      },
    });
    expect(documentOf(end.shadow, 0)).toMatchObject({
      state: { delta: { other: 2, missing: 3, deep: { other: [1] } } },
    });
  });

  it('has no delta once reported is as desired, whatever else is reported', () => {
    const end = updates({ desired: { a: { b: 1 } } }, { reported: { a: { b: 1, c: 2 } } });
    expect(end.delta).toBeUndefined();
    expect(documentOf(end.shadow, 7)).toEqual({
      state: { desired: { a: { b: 1 } }, reported: { a: { b: 1, c: 2 } } },
      metadata: {
        desired: { a: { b: { timestamp: 100 } } },
        reported: { a: { b: { timestamp: 101 }, c: { timestamp: 101 } } },
      },
      version: 2,
      timestamp: 7,
    });
  });

  it('accepts with what the request named, its token and the new version', () => {
    const before = updates({ desired: { a: 1, b: 2 } }).shadow;
    const { accepted, documents } = updateShadow(
      before,
      request({ state: { desired: { a: null, c: 3 } }, clientToken: 'x', version: 1 }),
      200,
    );
    expect(accepted).toEqual({
      state: { desired: { a: null, c: 3 } },
      metadata: { desired: { c: { timestamp: 200 } } },
      version: 2,
      timestamp: 200,
      clientToken: 'x',
    });
    expect(documents).toMatchObject({
      previous: { state: { desired: { a: 1, b: 2 } }, version: 1 },
      current: { state: { desired: { b: 2, c: 3 } }, version: 2 },
      clientToken: 'x',
    });
  });

  it('refuses an update for another version', () => {
    const { shadow } = updates({ desired: { a: 1 } }, { desired: { a: 2 } });
    const stale = request({ state: { desired: { a: 3 } }, version: 1 });
    expect(faultOf(() => updateShadow(shadow, stale, 0))).toEqual({
      status: 409,
      message: 'Version conflict',
    });
  });

  it('refuses a state above 8 KB, also when updates add up to it', () => {
    const { shadow } = updates({ desired: { a: 'x'.repeat(5_000) } });
    const more = request({ state: { desired: { b: 'x'.repeat(5_000) } } });
    expect(faultOf(() => updateShadow(shadow, more, 0)).status).toBe(413);
    expect(faultOf(() => request({ state: { desired: { a: 'x'.repeat(9_000) } } })).status).toBe(
      413,
    );
  });

  it.each([
    ['Invalid JSON', []],
    ['Missing required node: state', {}],
    ['State node must be an object', { state: 1 }],
    ['Desired node must be an object', { state: { desired: [] } }],
    ['Reported node must be an object', { state: { reported: 'x' } }],
    ['State contains an invalid node', { state: { wished: {} } }],
    ['State contains an invalid node', { state: { desired: { a: [null] } } }],
    ['Invalid version', { state: {}, version: '1' }],
    ['Invalid clientToken', { state: {}, clientToken: 'x'.repeat(65) }],
  ])('says %s', (message, value) => {
    expect(faultOf(() => request(value))).toEqual({ status: 400, message });
  });

  it('refuses what is no JSON, no UTF-8, or nested too deep', () => {
    const deep = JSON.parse('{"a":'.repeat(9) + '1' + '}'.repeat(9)) as object;
    expect(faultOf(() => parseUpdate(Buffer.from('{')))).toMatchObject({ status: 400 });
    expect(faultOf(() => parseUpdate(Buffer.from([0xff])))).toMatchObject({ status: 415 });
    expect(faultOf(() => request({ state: { desired: deep } })).message).toContain('nesting');
  });
});
