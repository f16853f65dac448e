import { describe, expect, it } from 'vitest';
import { parseInjection } from '../../../src/simulator/faults/parse-injection.ts';

describe('an injection on the command line', () => {
  it('reads mode, device, delay, length and severity', () => {
    expect(parseInjection('gearbox-bearing-wear@wt-001+30m,over=20m,severity=0.8')).toEqual({
      mode: 'gearbox-bearing-wear',
      device: 'wt-001',
      delayMs: 1_800_000,
      overMs: 1_200_000,
      severity: 0.8,
    });
  });

  it('reads the channel of a faulty sensor', () => {
    expect(parseInjection('sensor-stuck@wt-001+30m,over=1h,channel=gear_oil_c')).toEqual({
      mode: 'sensor-stuck',
      device: 'wt-001',
      delayMs: 1_800_000,
      overMs: 3_600_000,
      channel: 'gear_oil_c',
    });
  });

  it('begins at once when no delay is given', () => {
    expect(parseInjection('oil-cooler-loss@wt-002')).toEqual({
      mode: 'oil-cooler-loss',
      device: 'wt-002',
      delayMs: 0,
    });
    expect(parseInjection(' oil-cooler-loss@wt-002,over=1h ').overMs).toBe(3_600_000);
  });

  it.each([
    ['', 'expected MODE@DEVICE[+DELAY][,over=DURATION][,severity=0..1]'],
    ['gearbox-bearing-wear', 'expected MODE@DEVICE'],
    ['@wt-001', 'expected MODE@DEVICE'],
    ['a@', 'expected MODE@DEVICE'],
    ['a@b+soon', 'the delay: "soon" is not a duration.'],
    ['a@b+', 'the delay: "" is not a duration.'],
    ['a@b,over=x', 'over: "x" is not a duration.'],
    ['a@b,over=0s', 'over must be longer than 0s.'],
    ['a@b,severity=2', 'severity must be above 0 and at most 1, got "2".'],
    ['a@b,severity=0', 'severity must be above 0 and at most 1, got "0".'],
    ['a@b,severity=', 'severity must be above 0 and at most 1, got "".'],
    ['a@b,severty=1', '"severty" is not an option. Did you mean "severity"?'],
    ['a@b,', '"" is not an option.'],
    ['a@b,channel=', 'channel must be the name of a metric, got "".'],
  ])('refuses %j', (text, problem) => {
    expect(() => parseInjection(text)).toThrow(problem);
    expect(() => parseInjection(text)).toThrow(
      expect.objectContaining({ code: 'injection/invalid', kind: 'user' }),
    );
  });
});
