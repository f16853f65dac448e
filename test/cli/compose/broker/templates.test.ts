import { describe, expect, it } from 'vitest';
import { telemetryTopic, usernameOf } from '../../../../src/cli/compose/broker/templates.ts';

const NAMES = { device: 'wt-002', site: 'ridge', index: 2, clientId: 'gateway-wt-001' };
const PROFILE = { profile: { profile: 'wind-farm' } };

describe('templates of a run at a broker', () => {
  it('say where telemetry goes unless another topic is asked for', () => {
    expect(telemetryTopic(PROFILE, NAMES)).toBe('dt/pm-sim/ridge/wt-002/telemetry');
  });

  it('are filled for each device', () => {
    const job = {
      ...PROFILE,
      credentials: { username: 'u-%c' },
      topic: '{profile}/{site}/{device}/%i/%c/%u',
    };
    expect(telemetryTopic(job, NAMES)).toBe(
      'wind-farm/ridge/wt-002/2/gateway-wt-001/u-gateway-wt-001',
    );
    expect(usernameOf(job, NAMES)).toBe('u-gateway-wt-001');
    expect(usernameOf(PROFILE, NAMES)).toBeUndefined();
  });

  const wrong = [
    ['{devise}', '"{devise}" speaks of {devise}, which is not known there.'],
    ['a/%u', 'speaks of %u'],
    ['a/+', '"a/+" cannot be the topic of a device.'],
  ] as const;
  it.each(wrong)('are refused as %s', (topic, message) => {
    expect(() => telemetryTopic({ ...PROFILE, topic }, NAMES)).toThrow(message);
  });
});
