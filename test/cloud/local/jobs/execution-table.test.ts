import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openExecutionTable } from '../../../../src/cloud/local/jobs/execution-table.ts';
import type { ExecutionRecord } from '../../../../src/cloud/local/jobs/records.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import { temporaryFolder } from '../identity/fixtures.ts';

const execution = (jobId: string, thing: string, more: object = {}): ExecutionRecord => ({
  jobId,
  thing,
  status: 'QUEUED',
  statusDetails: {},
  queuedAt: 1,
  lastUpdatedAt: 1,
  version: 1,
  executionNumber: 1,
  ...more,
});

const open = (folder: string) =>
  openExecutionTable({ path: join(folder, 'executions.ndjson'), log: silentLog });

describe('the table of job executions', () => {
  it('finds what a thing has to do, in order of queueing, also after a restart', async () => {
    await using folder = await temporaryFolder();
    const table = open(folder.path);
    table.put(execution('j2', 'pump'));
    table.put(execution('j1', 'pump'));
    table.put(execution('j1', 'fan'));
    table.put(execution('j2', 'pump', { status: 'IN_PROGRESS', version: 2 }));
    const seen = (of: typeof table) =>
      of.ofThing('pump').map(({ jobId, status }) => [jobId, status]);
    const expected = [
      ['j2', 'IN_PROGRESS'],
      ['j1', 'QUEUED'],
    ];
    expect(seen(table)).toEqual(expected);
    table.close();
    const again = open(folder.path);
    expect(seen(again)).toEqual(expected);
    expect(again.pendingCount('j1')).toBe(2);
    again.close();
  });

  it('counts the things that have yet to do a job, and lists what can time out', async () => {
    await using folder = await temporaryFolder();
    const table = open(folder.path);
    table.put(execution('j1', 'pump', { status: 'IN_PROGRESS', dueAt: 50, stepDueAt: 20 }));
    table.put(execution('j1', 'fan'));
    expect(table.timed().map(({ thing }) => thing)).toEqual(['pump']);
    table.put(execution('j1', 'pump', { status: 'SUCCEEDED' }));
    expect(table.timed()).toEqual([]);
    expect(table.pendingCount('j1')).toBe(1);
    table.delete({ jobId: 'j1', thing: 'fan' });
    expect(table.pendingCount('j1')).toBe(0);
    expect(table.ofThing('fan')).toEqual([]);
    table.close();
  });
});
