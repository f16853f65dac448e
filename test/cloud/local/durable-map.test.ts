import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openDurableMap, type DurableMap } from '../../../src/cloud/local/durable-map.ts';
import type { LogLine } from '../../../src/runtime/log.ts';

const schema = z.strictObject({ n: z.number() });
let folder = '';
let logged: LogLine[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pm-sim-map-'));
  logged = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function path(): string {
  return join(folder, 'deep', 'table.ndjson');
}

function open(): DurableMap<{ n: number }> {
  return openDurableMap({ path: path(), schema, log: (line) => logged.push(line) });
}

describe('a durable map', () => {
  it('has every change on disk at once, so that a killed process loses none', () => {
    const first = open();
    first.set('a', { n: 1 });
    first.set('b', { n: 2 });
    first.set('a', { n: 3 });
    first.delete('b');
    first.delete('never there');
    const second = open();
    expect([...second.entries()]).toEqual([['a', { n: 3 }]]);
    expect(second.get('a')).toEqual({ n: 3 });
    expect(second.size).toBe(1);
    first.close();
    second.close();
    second.close();
  });

  it('keeps its file to its owner', () => {
    open().close();
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });

  it('drops a last line cut short, says so, and goes on after it', () => {
    const first = open();
    first.set('a', { n: 1 });
    first.close();
    appendFileSync(path(), '["b",{"n"');
    const second = open();
    expect(second.size).toBe(1);
    expect(logged[0]?.text).toContain('cut short');
    second.set('c', { n: 2 });
    second.close();
    expect([...open().entries()].map(([key]) => key)).toEqual(['a', 'c']);
  });

  it.each([
    ['not JSON', 'rubbish'],
    ['of another shape', '["a",{"n":"one"}]'],
    ['not a pair', '{"a":1}'],
  ])('refuses a line that is %s and tells where it is', (_, line) => {
    open().close();
    writeFileSync(path(), `["ok",{"n":1}]\n${line}\n["ok",{"n":2}]\n`);
    expect(() => open()).toThrow(
      expect.objectContaining({
        code: 'state/corrupt',
        message: expect.stringContaining(':2 ') as string,
      }),
    );
  });

  it('rewrites its file when most of it is outdated', () => {
    const table = open();
    for (let n = 0; n < 5_000; n += 1) table.set(`k${n % 3}`, { n });
    expect(readFileSync(path(), 'utf8').split('\n').length).toBeLessThan(1_100);
    table.set('last', { n: 1 });
    table.close();
    expect([...open().entries()]).toEqual([
      ['k0', { n: 4998 }],
      ['k1', { n: 4999 }],
      ['k2', { n: 4997 }],
      ['last', { n: 1 }],
    ]);
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'says what to do about a file that it may not read',
    () => {
      open().close();
      chmodSync(path(), 0o000);
      expect(() => open()).toThrow(expect.objectContaining({ code: 'state/unreadable' }));
    },
  );

  it('says what to do when its folder cannot be made', () => {
    writeFileSync(join(folder, 'deep'), 'a file');
    expect(() => open()).toThrow(
      expect.objectContaining({
        code: 'state/unreadable',
        hint: expect.stringContaining('--state') as string,
      }),
    );
  });

  it('reports a write that fails, and takes nothing over', () => {
    const table = open();
    table.close();
    expect(() => table.set('a', { n: 1 })).toThrow(
      expect.objectContaining({ code: 'state/unwritable', kind: 'system' }),
    );
    expect(table.size).toBe(0);
  });
});
