import { describe, expect, it } from 'vitest';
import { keepAliveSeconds, topicFault } from '../../../../src/cloud/local/broker/limits.ts';

describe('the limits of AWS IoT Core', () => {
  it.each([
    ['a/b/c/d/e/f/g/h', undefined],
    ['a/b/c/d/e/f/g/h/i', '8 slashes'],
    ['//////// ', '8 slashes'],
    ['x'.repeat(256), undefined],
    ['x'.repeat(257), '257 bytes'],
    ['ä'.repeat(128), undefined],
    ['ä'.repeat(129), '258 bytes'],
    ['€'.repeat(86), '258 bytes'],
    ['$SYS/broker', 'reserved'],
    ['$aws/things/wt-001/shadow/update', undefined],
    ['$aws/rules/telemetry/a/b/c/d/e/f/g/h', undefined],
    ['$aws/rules/telemetry/a/b/c/d/e/f/g/h/i', '8 slashes'],
    [`$aws/rules/${'r'.repeat(200)}/${'x'.repeat(256)}`, undefined],
  ])('for the topic %s give %s', (topic, fault) => {
    expect(topicFault(topic) ?? 'none').toContain(fault ?? 'none');
  });

  it.each([
    [0, 1_200],
    [1, 30],
    [30, 30],
    [60, 60],
    [1_200, 1_200],
    [65_535, 1_200],
  ])('make %i s of keep-alive %i s', (requested, applied) => {
    expect(keepAliveSeconds(requested)).toBe(applied);
  });
});
