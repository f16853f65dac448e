import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { created, healthDocument, ingestBench } from './ingest/fixtures.ts';

const CALM = [2, 2, 2, 2, 2, 2];
/** Above twice the mean from the third sample on, back with the fifth. */
const FAULT = [2, 2, 9, 9, 2, 2];

describe('ingest', () => {
  it('writes a file as readings with their scores, and keeps state and history of the product', async () => {
    const bench = ingestBench();
    bench.drop('in box/day 0.json', 'e0', healthDocument(0, CALM));
    await bench.handle(created(['in box/day 0.json', 'e0']));
    expect(bench.put).toMatchObject([
      {
        bucket: 'processed',
        key: 'readings/year=2026/month=03/day=05/spk-001-20260305T000000000Z.ndjson',
        contentType: 'application/x-ndjson',
        metadata: { 'source-bucket': 'raw', 'source-etag': 'e0' },
      },
    ]);
    const lines = String(bench.put[0]?.body).trimEnd().split('\n');
    expect(lines).toHaveLength(6);
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({
      device_id: 'spk-001',
      serial: 'SN-1',
      metrics: { vib_gearbox_mms: 2 },
      analysis: { score: 1, anomalous: false },
    });
    expect(bench.committed[0]?.summary).toMatchObject({
      samples: 6,
      judged: 6,
      late: 0,
      metrics: { vib_gearbox_mms: { min: 2, max: 2, mean: 2 } },
    });
    expect(bench.products.get('spk-001')?.state).toMatchObject({ scored: 6, version: 1 });
  });

  it('raises an alert in one file and closes it in a later one', async () => {
    const bench = ingestBench();
    bench.drop('a', 'e0', healthDocument(0, FAULT.slice(0, 4)));
    bench.drop('b', 'e1', healthDocument(1, CALM));
    await bench.handle(created(['a', 'e0']));
    expect([...bench.alerts.values()]).toMatchObject([
      { id: 'spk-001#2026-03-05T00:00:00.000Z#3', state: 'open', notification: 'sent', value: 9 },
    ]);
    await bench.handle(created(['b', 'e1']));
    expect([...bench.alerts.values()]).toMatchObject([{ state: 'returned' }]);
    expect(bench.observed.map(({ type }) => type)).toEqual(['alert', 'alert-closed']);
  });

  it('gives one result for an object that is delivered twice, whatever its name says', async () => {
    const bench = ingestBench();
    bench.drop('a', 'e0', healthDocument(0, FAULT));
    await bench.handle(created(['a', 'e0']));
    await bench.handle(created(['a', 'e0'], ['a', 'e0']));
    expect(bench.published).toHaveLength(1);
    expect(bench.put).toHaveLength(1);
    expect(bench.products.get('spk-001')?.state.scored).toBe(6);
  });

  it('gives one result for two deliveries at the same time', async () => {
    const bench = ingestBench();
    bench.drop('a', 'e0', healthDocument(0, FAULT));
    await Promise.all([
      bench.handle(created(['a', 'e0'])),
      bench.handle(created(['a', 'e0'])),
      bench.handle(created(['a', 'e0'])),
    ]);
    expect(bench.committed).toHaveLength(1);
    expect(new Set(bench.published).size).toBe(1);
    expect(bench.alerts.size).toBe(1);
    expect(new Set(bench.put.map(({ body }) => String(body))).size).toBe(1);
  });

  it('analyses anew when another file of the product was faster', async () => {
    const bench = ingestBench();
    bench.drop('a', 'e0', healthDocument(0, CALM));
    bench.drop('b', 'e1', healthDocument(1, CALM));
    let between = true;
    bench.hooks.beforeCommit = async () => {
      if (!between) return;
      between = false;
      await bench.handle(created(['b', 'e1']));
    };
    await bench.handle(created(['a', 'e0']));
    expect(bench.committed.map(({ object, summary }) => [object.key, summary.late])).toEqual([
      ['b', 0],
      ['a', 6],
    ]);
    expect(bench.products.get('spk-001')?.state).toMatchObject({ scored: 6, version: 2 });
  });

  it('sends on a second delivery what alerts the first could not', async () => {
    const bench = ingestBench();
    bench.drop('a', 'e0', healthDocument(0, FAULT));
    bench.hooks.publishFails = true;
    await expect(bench.handle(created(['a', 'e0']))).rejects.toThrow('no topic');
    bench.hooks.publishFails = false;
    await bench.handle(created(['a', 'e0']));
    expect(bench.published).toEqual(['spk-001#2026-03-05T00:00:00.000Z#3']);
    expect(bench.alerts.get(bench.published[0] ?? '')).toMatchObject({ state: 'returned' });
    expect(bench.committed).toHaveLength(1);
  });

  it('keeps samples that are not newer than what was seen, and does not judge them', async () => {
    const bench = ingestBench();
    bench.drop('b', 'e1', healthDocument(1, CALM));
    bench.drop('a', 'e0', healthDocument(0, [2, 9, 9, 9]));
    await bench.handle(created(['b', 'e1'], ['a', 'e0']));
    expect(bench.committed[1]?.summary).toMatchObject({ samples: 4, judged: 0, late: 4 });
    expect(String(bench.put[1]?.body)).toContain('"analysis":{"skipped":"late"}');
    expect(bench.alerts.size).toBe(0);
  });

  it('leaves an object alone that was replaced or removed meanwhile', async () => {
    const bench = ingestBench();
    bench.drop('a', 'e1', healthDocument(0, CALM));
    await bench.handle(created(['a', 'e0'], ['gone', 'e0']));
    expect(bench.put).toEqual([]);
    expect(bench.files.size).toBe(0);
  });

  it('takes files that are gzipped', async () => {
    const bench = ingestBench();
    bench.dropBytes('a.gz', 'e0', gzipSync(JSON.stringify(healthDocument(0, CALM))));
    await bench.handle(created(['a.gz', 'e0']));
    expect(bench.committed).toHaveLength(1);
  });

  it('does nothing on the test event that S3 sends at set-up', async () => {
    const bench = ingestBench();
    await bench.handle({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'raw' });
    expect(bench.put).toEqual([]);
  });
});

const whole = healthDocument(0, CALM);
const [first, second, ...others] = whole.samples;

describe('a file that cannot be read', () => {
  it.each<[string, unknown, string, string]>([
    ['no JSON', '{"schema', 'not-json', ''],
    ['no object', '[]', 'not-a-health-file', 'document: Invalid input'],
    ['another version', { ...whole, schema_version: '2.0' }, 'not-a-health-file', 'schema_version'],
    ['an unknown field', { ...whole, colour: 'red' }, 'not-a-health-file', 'colour'],
    ['no samples', { ...whole, samples: [] }, 'not-a-health-file', 'samples'],
    [
      'a text for a number',
      { ...whole, samples: [{ ...first, soc_temp_c: 'hot' }] },
      'not-a-health-file',
      'samples.0.soc_temp_c',
    ],
    [
      'time that goes back',
      { ...whole, samples: [second, first, ...others] },
      'not-a-health-file',
      'samples.1.timestamp: not after the sample before',
    ],
    [
      'a sample out of its period',
      { ...whole, period: { start: whole.period.start, end: whole.period.start } },
      'not-a-health-file',
      'samples.1.timestamp: outside the period',
    ],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x41]), 'not-json', ''],
    ['broken gzip', Buffer.from([0x1f, 0x8b, 8, 0, 1]), 'not-gzip', ''],
    ['a bomb', gzipSync(Buffer.alloc(30_000_000)), 'too-large', ''],
  ])('is set aside with the reason: %s', async (_, content, code, problem) => {
    const bench = ingestBench();
    if (Buffer.isBuffer(content)) bench.dropBytes('dir/é.json', 'e0', content);
    else bench.drop('dir/é.json', 'e0', content);
    await bench.handle(created(['dir/é.json', 'e0']));
    const [file, reason] = bench.put;
    expect(file).toMatchObject({
      bucket: 'quarantine',
      key: 'dir/é.json',
      metadata: { 'reason-code': code, 'source-bucket': 'raw', 'source-etag': 'e0' },
    });
    expect(file?.metadata?.['reason']).toMatch(/^[\x20-\x7e]{10,1000}$/);
    expect(reason).toMatchObject({ bucket: 'quarantine', key: 'dir/é.json.reason.json' });
    const document = JSON.parse(String(reason?.body)) as { code: string; problems: string[] };
    expect(document.code).toBe(code);
    expect(document.problems.join()).toContain(problem);
    expect(bench.files.get('raw/dir/é.json')).toMatchObject({ outcome: 'quarantined' });
  });

  it('does not keep its neighbours from being taken', async () => {
    const bench = ingestBench();
    bench.drop('a', 'e0', healthDocument(0, CALM));
    bench.drop('bad', 'e1', 'nonsense');
    bench.drop('c', 'e2', healthDocument(0, CALM, 'spk-002'));
    await bench.handle(created(['a', 'e0'], ['bad', 'e1'], ['c', 'e2']));
    expect(bench.committed.map(({ file }) => file.device)).toEqual(['spk-001', 'spk-002']);
  });
});
