import { describe, expect, it } from 'vitest';
import { RUN_FLAGS } from '../../../src/cli/options/run-flags.ts';
import { runSchema, type RunOptions } from '../../../src/cli/options/run-options.ts';
import { resolveOptions, type ResolveInput } from '../../../src/cli/options/resolve-options.ts';

function resolveRun(given: Partial<ResolveInput<RunOptions>>): RunOptions {
  return resolveOptions({
    section: 'run',
    specs: RUN_FLAGS,
    schema: runSchema,
    flags: {},
    env: {},
    cwd: '/project',
    ...given,
  });
}

function run(flags: Readonly<Record<string, unknown>>): RunOptions {
  return resolveRun({ flags: { profile: 'wind-farm', ...flags } });
}

describe('options of run', () => {
  it('has a default for everything but the profile', () => {
    expect(run({})).toEqual({
      profile: 'wind-farm',
      set: [],
      qos: 1,
      showTruth: false,
      client: 'lean',
      connectRatePerSecond: 400,
      speed: 1,
      inject: [],
      twin: { host: '127.0.0.1', stateDir: '/project/.pm-sim', fresh: false },
      json: false,
      quiet: false,
      tui: true,
      verbose: false,
    });
  });

  it('reads every flag into its unit', () => {
    const options = run({
      count: '20',
      seed: '0',
      speed: 'max',
      duration: '1h30m',
      start: '2024-06-01',
      messageInterval: '500',
      limit: '10',
      connectRate: '50',
      qos: '0',
      inject: ['gearbox-bearing-wear@wt-001+30m,over=20m'],
      set: ['site.wind.weibullK=2.1'],
      awsPort: '4566',
      mqttPort: '0',
      state: 'state',
      out: '/tmp/out',
      tui: false,
      fresh: true,
    });
    expect(options).toMatchObject({
      count: 20,
      seed: '0',
      speed: 'max',
      durationMs: 5_400_000,
      start: Date.UTC(2024, 5, 1),
      messageIntervalMs: 500,
      limit: 10,
      connectRatePerSecond: 50,
      qos: 0,
      inject: ['gearbox-bearing-wear@wt-001+30m,over=20m'],
      set: ['site.wind.weibullK=2.1'],
      twin: { awsPort: 4_566, mqttPort: 0, stateDir: '/project/state', fresh: true },
      outDir: '/tmp/out',
      tui: false,
    });
  });

  it.each([
    ['2024-06-01T12:00', Date.UTC(2024, 5, 1, 12)],
    ['2024-06-01T12:00:30+02:00', Date.UTC(2024, 5, 1, 10, 0, 30)],
    ['2024-06-01 12:00Z', Date.UTC(2024, 5, 1, 12)],
  ])('reads the instant %s as UTC unless it names its zone', (start, expected) => {
    expect(run({ start }).start).toBe(expected);
  });

  it.each([
    ['60', 60],
    ['0.5', 0.5],
    ['120x', 120],
    ['max', 'max'],
  ])('reads the speed %s', (speed, expected) => {
    expect(run({ speed }).speed).toBe(expected);
  });

  const bad: readonly (readonly [string, unknown, string])[] = [
    ['count', '0', '--count: expected a whole number from 1 to 1000000, got "0".'],
    ['count', '1.5', '--count: expected a whole number from 1 to 1000000, got "1.5".'],
    [
      'speed',
      'abc',
      '--speed: expected a factor above 0, such as 1, 60 or 0.5, or "max", got "abc".',
    ],
    [
      'speed',
      '-1',
      '--speed: expected a factor above 0, such as 1, 60 or 0.5, or "max", got "-1".',
    ],
    [
      'duration',
      '2',
      '--duration: expected a duration above 0, such as 500ms, 30s, 5m, 2h or 1h30m, got "2".',
    ],
    [
      'duration',
      '0s',
      '--duration: expected a duration above 0, such as 500ms, 30s, 5m, 2h or 1h30m, got "0s".',
    ],
    [
      'messageInterval',
      '0',
      '--message-interval: expected a duration above 0, such as 500ms or 10s, got "0".',
    ],
    ['qos', '2', '--qos: expected 0 or 1 (AWS IoT has no QoS 2), got "2".'],
    [
      'awsPort',
      '65536',
      '--aws-port: expected a port from 0 (any free one) to 65535, got "65536".',
    ],
    [
      'start',
      'yesterday',
      '--start: expected an ISO 8601 date, such as 2024-06-01T00:00Z, got "yesterday".',
    ],
    [
      'start',
      '2024-13-01',
      '--start: expected an ISO 8601 date, such as 2024-06-01T00:00Z, got "2024-13-01".',
    ],
    ['set', ['novalue'], '--set: expected NAME=VALUE, got ["novalue"].'],
  ];
  it.each(bad)('refuses --%s %s and says what it expected', (key, value, message) => {
    expect(() => run({ [key]: value })).toThrow(message);
  });

  it('tells all that is wrong at once, and that the profile is missing', () => {
    expect(() => resolveRun({ flags: { qos: '9' } })).toThrow(
      '--qos: expected 0 or 1 (AWS IoT has no QoS 2), got "9".\n' +
        '--profile is missing: expected the name of a device profile, such as wind-farm, or a YAML file.',
    );
  });

  it('needs no profile where a scenario may name it', () => {
    const options = resolveRun({ flags: { scenario: 'wind-farm-gearbox', campaign: 'default' } });
    expect(options).toMatchObject({ scenario: 'wind-farm-gearbox', campaign: 'default' });
    expect(options.profile).toBeUndefined();
  });

  it('refuses a span that contradicts itself', () => {
    expect(() => run({ duration: '1h', end: '2024-06-01' })).toThrow(/Both --duration and --end/);
    expect(() => run({ start: '2024-06-02', end: '2024-06-01' })).toThrow(/not after --start/);
  });

  it('takes the stack for a target on AWS, and refuses another target', () => {
    expect(run({ target: 'local' })).not.toHaveProperty('aws');
    const given = { target: 'aws', region: 'eu-west-1', stack: 'lab', maxCost: '0.5' };
    expect(run(given).aws).toEqual({
      place: { region: 'eu-west-1' },
      stack: 'lab',
      maxCostUsd: 0.5,
    });
    expect(run({ target: 'aws' }).aws).toMatchObject({ stack: 'pm-sim', maxCostUsd: 10 });
    expect(() => run({ target: 'moon' })).toThrow('"moon" is not a target');
    expect(() => run({ target: 'aws', speed: 'max' })).toThrow('as fast as this machine is');
    expect(() => run({ target: 'aws', maxCost: '-1' })).toThrow('an amount in USD');
  });
});

describe('precedence', () => {
  const config = {
    path: '/home/user/pm-sim.config.yaml',
    content: { run: { profile: 'wells', speed: 2, count: 3, 'aws-port': 4_566, state: 'here' } },
  };

  it('is flag over environment over configuration file over default', () => {
    const options = resolveRun({
      flags: { speed: '8' },
      env: { PM_SIM_SPEED: '4', PM_SIM_COUNT: '30' },
      config,
    });
    expect(options).toMatchObject({ profile: 'wells', speed: 8, count: 30, qos: 1 });
    expect(options.twin.awsPort).toBe(4_566);
  });

  it('reads booleans and lists from the environment', () => {
    const options = resolveRun({
      flags: { profile: 'wind-farm' },
      env: { PM_SIM_JSON: 'true', PM_SIM_TUI: '0', PM_SIM_SET: 'a=1; b=2', PM_SIM_QUIET: '' },
    });
    expect(options).toMatchObject({ json: true, tui: false, set: ['a=1', 'b=2'], quiet: false });
  });

  it('takes paths of a configuration file relative to that file', () => {
    expect(resolveRun({ config }).twin.stateDir).toBe('/home/user/here');
  });

  it('says where a bad value comes from', () => {
    expect(() => resolveRun({ flags: { profile: 'x' }, env: { PM_SIM_SPEED: 'fast' } })).toThrow(
      'PM_SIM_SPEED: expected a factor',
    );
    const broken = { path: '/etc/pm.yaml', content: { run: { profile: 'x', qos: 'two' } } };
    expect(() => resolveRun({ config: broken })).toThrow(
      'run.qos in /etc/pm.yaml: expected 0 or 1',
    );
  });

  it.each([
    [
      { run: { durration: 2 } },
      'run.durration in /c.yaml is not a setting of run. Did you mean "duration"?',
    ],
    [{ rnu: {} }, '/c.yaml: "rnu" is not a command that takes settings. Did you mean "run"?'],
    [{ run: [] }, '/c.yaml: expected sections of settings'],
    [['run'], '/c.yaml: expected sections of settings'],
  ])('refuses the configuration %j', (content, message) => {
    expect(() => resolveRun({ config: { path: '/c.yaml', content } })).toThrow(message);
  });
});
