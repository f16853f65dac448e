import { describe, expect, it } from 'vitest';
import { AwsFault, createJsonService } from '../../../src/cloud/local/service.ts';

function fault(code: string): unknown[] {
  return [400, expect.stringContaining(`"__type":"${code}"`)];
}

describe('an AWS JSON service', () => {
  const service = createJsonService({
    name: 'kinesis',
    targetPrefix: 'Kinesis_20131202',
    version: '1.1',
    operations: {
      Echo: (input) => input,
      Empty: () => undefined,
      Fail: () => {
        throw new AwsFault('LimitExceededException', 'Too many.');
      },
    },
  });
  const call = async (target: string, body = '{}'): Promise<unknown[]> => {
    const headers = { 'x-amz-target': target };
    const place = { service: 'kinesis', method: 'POST', path: '/', query: '' };
    const answer = await service.handle({ ...place, headers, body: Buffer.from(body) });
    return [answer.status, answer.body];
  };

  it('runs the operation that the target names', async () => {
    expect(await call('Kinesis_20131202.Echo', '{"a":1}')).toEqual([200, '{"a":1}']);
    expect(await call('Kinesis_20131202.Echo', '')).toEqual([200, '{}']);
    expect(await call('Kinesis_20131202.Empty')).toEqual([200, '']);
  });

  it('answers faults by their names', async () => {
    expect(await call('Kinesis_20131202.Fail')).toEqual(fault('LimitExceededException'));
    expect(await call('Kinesis_20131202.Nothing')).toEqual(fault('UnknownOperationException'));
    expect(await call('Kinesis_20131202.toString')).toEqual(fault('UnknownOperationException'));
    expect(await call('Kinesis_1999.Echo')).toEqual(fault('UnknownOperationException'));
    expect(await call('Kinesis_20131202.Echo', '{')).toEqual(fault('SerializationException'));
    expect(await call('Kinesis_20131202.Echo', '7')).toEqual(fault('SerializationException'));
  });
});
