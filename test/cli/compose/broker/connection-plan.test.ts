import { describe, expect, it } from 'vitest';
import { planConnections } from '../../../../src/cli/compose/broker/connection-plan.ts';
import { AWS_CONNECTION_LIMITS } from '../../../../src/simulator/connection/stream/publish-limiter.ts';

const FLEET = { devices: 100_000, messagesPerS: 1, messageBytes: 400 };
const AT_AWS = { ...FLEET, limits: AWS_CONNECTION_LIMITS };

describe('the connections of a fleet', () => {
  it('are one a device unless they are shared', () => {
    expect(planConnections(FLEET)).toBe(100_000);
    expect(planConnections({ ...FLEET, gateways: 10 })).toBe(10);
    expect(planConnections({ ...FLEET, devices: 3, gateways: 10 })).toBe(3);
  });

  it('are as few as write well together where nothing limits them', () => {
    expect(planConnections({ ...FLEET, gateways: 'auto' })).toBe(10);
    expect(planConnections({ ...FLEET, devices: 20, gateways: 'auto' })).toBe(1);
  });

  it('are as many as AWS needs, by messages or by bytes', () => {
    expect(planConnections({ ...AT_AWS, gateways: 'auto' })).toBe(1_177);
    expect(planConnections({ ...AT_AWS, messageBytes: 20_000, gateways: 'auto' })).toBe(4_488);
    expect(planConnections({ ...AT_AWS, messagesPerS: 1 / 60, gateways: 'auto' })).toBe(20);
  });

  it('are refused when AWS would not take what they publish', () => {
    expect(() => planConnections({ ...AT_AWS, gateways: 100 })).toThrow(
      'Each connection would publish 1000 messages/s of 400 bytes',
    );
    expect(planConnections({ ...AT_AWS, gateways: 1_000 })).toBe(1_000);
    expect(() => planConnections({ ...AT_AWS, devices: 5, messagesPerS: 200 })).toThrow(
      expect.objectContaining({
        hint: 'A device alone is more than the broker takes: a longer --message-interval.',
      }),
    );
  });
});
