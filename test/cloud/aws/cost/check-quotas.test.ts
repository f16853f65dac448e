import { describe, expect, it } from 'vitest';
import { checkQuotas } from '../../../../src/cloud/aws/cost/check-quotas.ts';

const MODEST = { devices: 100, messagesPerSecond: 1, payloadBytes: 756, connectsPerSecond: 100 };

describe('the quotas of AWS IoT Core', () => {
  it('let a modest fleet pass', () => {
    expect(() => checkQuotas(MODEST)).not.toThrow();
  });

  it.each([
    [{ connectsPerSecond: 900 }, '900 connections a second; AWS IoT Core takes 500'],
    [{ messagesPerSecond: 101 }, '101 messages a second from one device; AWS IoT Core takes 100'],
    [{ devices: 20_001 }, '20001 messages a second from all devices; AWS IoT Core takes 20000'],
    [{ payloadBytes: 200_000 }, '200000 bytes a message; AWS IoT Core takes 131072'],
  ])('refuse %j', (more, told) => {
    const check = () => checkQuotas({ ...MODEST, ...more });
    expect(check).toThrow(expect.objectContaining({ code: 'quota/exceeded' }));
    expect(check).toThrow(told);
  });
});
