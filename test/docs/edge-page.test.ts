import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openWorkplace } from '../e2e/cli-run.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/edge.md'), 'utf8');

/** Each example of the page: a filter, and the table that `edge test` is said to print with it. */
const EXAMPLES = [...PAGE.matchAll(/```yaml\n(- [^`]+)```\n\n```text\n([^`]+)```/gu)].map(
  ([, filter = '', table = '']) => ({ filter, table }),
);
const SAMPLE = /```json\n([^`]+)```/u.exec(PAGE)?.[1] ?? '';

describe('the examples of docs/edge.md', () => {
  it('are there', () => {
    expect(EXAMPLES).toHaveLength(6);
    expect(SAMPLE.trim().split('\n')).toHaveLength(10);
  });

  it.each(EXAMPLES)('$filter prints what the page shows', async ({ filter, table }) => {
    await using place = await openWorkplace();
    const filters = filter.trim().split('\n').map((line) => `    ${line}`); // prettier-ignore
    const file = [
      'agent: doc',
      'sources: [{ stdin: {}, map: { device: asset, ts: time, metrics: { temp_c: data.temp, vib_mms: data.rms } } }]',
      'edge:',
      '  filters:',
      ...filters,
      'sink: { stdout: {} }',
    ];
    writeFileSync(join(place.dir, 'edge.yaml'), file.join('\n'));
    const run = place.start('edge test edge.yaml');
    (run.io.stdin as unknown as PassThrough).end(SAMPLE);
    const { exitCode, stdout, stderr } = await run.finished;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toBe(table);
  });
});
