import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PmSimError } from '../../../src/runtime/errors.ts';
import { createRandom } from '../../../src/runtime/random.ts';
import type { FaultMode } from '../../../src/simulator/faults/fault.ts';
import { connectionTruth } from '../../../src/simulator/scenario/connection-action.ts';
import { loadScenario } from '../../../src/simulator/scenario/load-scenario.ts';
import {
  planScenario,
  type FleetView,
  type ScenarioPlan,
} from '../../../src/simulator/scenario/plan-scenario.ts';
import { HOUR_MS } from '../wind-farm.ts';

const MINUTE_MS = 60_000;

function modeOf(mode: string, change: Partial<FaultMode> = {}): FaultMode {
  return {
    mode,
    description: mode,
    kind: 'fault',
    course: 'wear',
    defaultOverMs: HOUR_MS,
    perDeviceYear: 1,
    channels: [],
    ...change,
  };
}

const MODES = [
  modeOf('bearing-wear'),
  modeOf('gust', { course: 'excursion' }),
  modeOf('imbalance', { course: 'ramp' }),
  modeOf('sensor-drift', { course: 'ramp', kind: 'sensor' }),
  modeOf('icing', { course: 'step', kind: 'operational' }),
];
const DEVICES = Array.from({ length: 12 }, (_, i) => `wt-${String(i + 1).padStart(3, '0')}`);
/** Only the first three have a sensor that drifts. */
const FLEET: FleetView = {
  devices: DEVICES,
  modes: MODES,
  modesOf: (device) =>
    device <= 'wt-003' ? MODES : MODES.filter(({ mode }) => mode !== 'sensor-drift'),
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pm-sim-scenario-'));
});
afterEach(() => rm(folder, { recursive: true }));

const HEAD = 'scenario: test\ndescription: A test\nduration: 10h\n';

async function plan(text: string, fleet: FleetView = FLEET): Promise<ScenarioPlan> {
  await writeFile(path.join(folder, 'test.yaml'), HEAD + text);
  return planScenario(await loadScenario('test', [folder]), fleet, createRandom('seed'));
}

/** The lines of the message, without the folder. */
async function wrong(text: string): Promise<readonly string[]> {
  const error: unknown = await plan(text).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(PmSimError);
  const { code, message } = error as PmSimError;
  expect(code).toBe('scenario/invalid');
  const lines = message.split('\n').slice(1);
  return lines.map((line) => line.trim().replace(/^\S*test\.yaml:/u, ''));
}

const step = (action: string, who = 'devices: wt-001', at = 'at: 1h'): string =>
  `steps:\n  - ${at}\n    ${who}\n    ${action}\n`;

/** Minutes at which a step of these times happens. */
async function times(when: string): Promise<readonly number[]> {
  const { faults } = await plan(step('fault: { mode: gust, over: 10m }', 'devices: wt-001', when));
  return faults.map(({ delayMs }) => delayMs / MINUTE_MS);
}

/** The devices that a selector means. */
async function chosen(who: string, fleet = FLEET): Promise<readonly string[]> {
  const { faults } = await plan(step('fault: { mode: gust }', who), fleet);
  return faults.map(({ device }) => device);
}

describe('the steps of a scenario', () => {
  it('begin a fault at their time, with what is said of it', async () => {
    const { faults, actions } = await plan(
      step('fault: { mode: bearing-wear, over: 20m, severity: 0.8, repairAfter: 5m }'),
    );
    expect(actions).toEqual([]);
    expect(faults).toEqual([
      {
        mode: 'bearing-wear',
        device: 'wt-001',
        delayMs: HOUR_MS,
        overMs: 20 * MINUTE_MS,
        severity: 0.8,
        repairAfterMs: 5 * MINUTE_MS,
      },
    ]);
  });

  it('repeat every so often, until a time or so many times', async () => {
    expect(await times('every: 3h')).toEqual([180, 360, 540]);
    expect(await times('every: 3h\n    at: 1h')).toEqual([60, 240, 420]);
    expect(await times('every: 3h\n    until: 6h')).toEqual([180, 360]);
    expect(await times('every: 1h\n    times: 2')).toEqual([60, 120]);
  });

  it('take the time of the device where it has another than its family', async () => {
    const slow = { ...FLEET, modesOf: () => [modeOf('bearing-wear', { defaultOverMs: 5 })] };
    const { faults } = await plan(step('fault: { mode: bearing-wear }'), slow);
    expect(faults).toMatchObject([{ overMs: 5 }]);
  });

  it('let a confounder end when it is said to', async () => {
    const { faults } = await plan(step('confounder: { mode: icing, for: 30m }'));
    expect(faults).toMatchObject([{ mode: 'icing', overMs: 30 * MINUTE_MS, repairAfterMs: 0 }]);
  });

  it('drift a sensor where a device has one that can, unless a mode is named', async () => {
    const any = await plan(step('drift: { over: 2h }', 'all: true'));
    expect(any.faults.map(({ mode, device }) => `${mode} ${device}`)).toEqual(
      DEVICES.slice(0, 3).map((device) => `sensor-drift ${device}`),
    );
    const named = await plan(step('drift: { mode: imbalance }'));
    expect(named.faults).toMatchObject([{ mode: 'imbalance' }]);
  });

  it('mend what is open, before it fails as well as after', async () => {
    const { faults } = await plan(
      'steps:\n' +
        '  - { at: 1h, devices: "wt-00*", fault: { mode: bearing-wear, over: 2h } }\n' +
        '  - { at: 2h, devices: wt-001, repair: {} }\n' +
        '  - { at: 5h, devices: wt-002, repair: { mode: bearing-wear } }\n' +
        '  - { at: 6h, devices: [wt-001, wt-002], fault: { mode: bearing-wear, over: 1h } }\n',
    );
    const repairs = faults.map(({ repairAfterMs }) => repairAfterMs).slice(0, 3);
    expect(repairs).toEqual([-HOUR_MS, 2 * HOUR_MS, undefined]);
  });

  it('act on connections in order of time, each in the truth as no fault', async () => {
    const { faults, actions } = await plan(
      'steps:\n' +
        '  - { at: 3h, devices: wt-002, rotate-certificates: true }\n' +
        '  - { at: 2h, devices: wt-001, reconnect-storm: true }\n' +
        '  - { at: 1h, devices: wt-001, outage: { for: 5m } }\n',
    );
    expect(faults).toEqual([]);
    expect(actions.map(({ kind, forMs }) => [kind, forMs])).toEqual([
      ['outage', 5 * MINUTE_MS],
      ['reconnect-storm', 0],
      ['rotate-certificates', 0],
    ]);
    const truth = connectionTruth(actions, 0);
    expect(truth.map(({ event, kind }) => `${kind} ${event}`)).toEqual([
      'operational network-outage@wt-001#1',
      'operational reconnect-storm@wt-001#1',
      'operational certificate-rotation@wt-002#1',
    ]);
    expect(truth[0]).toMatchObject({ onset: HOUR_MS, repaired: HOUR_MS + 5 * MINUTE_MS });
  });
});

describe('a selector', () => {
  it('takes names, patterns, all, a share and a count', async () => {
    expect(await chosen('devices: [wt-011, "wt-00*"]')).toEqual([...DEVICES.slice(0, 9), 'wt-011']);
    expect(await chosen('all: true')).toEqual(DEVICES);
    expect(await chosen('share: 0.25')).toHaveLength(3);
    expect(await chosen('share: 0.01')).toHaveLength(1);
    expect(await chosen('count: 5')).toHaveLength(5);
    const some = await chosen('devices: "wt-00*"\n    count: 2');
    expect(some).toHaveLength(2);
    expect(some.every((device) => device.startsWith('wt-00'))).toBe(true);
  });

  it('draws anew in each round, the same for the same seed', async () => {
    const text = step('fault: { mode: gust, over: 10m }', 'count: 4', 'every: 1h');
    const first = await plan(text);
    expect(await plan(text)).toEqual(first);
    const rounds = new Set(
      [1, 2, 3].map((hour) =>
        first.faults
          .filter(({ delayMs }) => delayMs === hour * HOUR_MS)
          .map(({ device }) => device)
          .join(),
      ),
    );
    expect(rounds.size).toBeGreaterThan(1);
  });

  it('moves by one device at most when there is one device more', async () => {
    const more = { ...FLEET, devices: [...DEVICES, 'wt-013'] };
    const before = await chosen('count: 4');
    const after = await chosen('count: 4', more);
    expect(after.filter((device) => !before.includes(device)).length).toBeLessThanOrEqual(1);
  });
});

describe('what is wrong with a scenario', () => {
  it.each([
    [
      'an unknown mode',
      step('fault: { mode: bearing-war }'),
      '7: steps.0.fault.mode: there is no mode "bearing-war" in this fleet. Did you mean "bearing-wear"?',
    ],
    [
      'no such device',
      step('fault: { mode: gust }', 'devices: wt-0O1'),
      '6: steps.0.devices: expected the name of a device',
    ],
    [
      'a pattern without a match',
      step('fault: { mode: gust }', 'devices: ["wt-001", "wx-*"]'),
      '6: steps.0.devices: "wx-*" matches no device. Devices are called wt-001 to wt-012.',
    ],
    [
      'a near device',
      step('fault: { mode: gust }', 'devices: wt-01'),
      '"wt-01" matches no device. Did you mean',
    ],
    [
      'a failure without a while',
      step('fault: { mode: gust, over: 0s }'),
      '7: steps.0.fault.over: expected a duration from 1000ms',
    ],
    [
      'an unknown key',
      step('fault: { mode: gust, ovre: 1h }'),
      '7: steps.0.fault.ovre: unknown key. Did you mean "over"?',
    ],
    [
      'an unknown action',
      step('falt: { mode: gust }'),
      '7: steps.0.falt: unknown key. Did you mean "fault"',
    ],
    [
      'two actions',
      step('fault: { mode: gust }\n    outage: { for: 1m }'),
      '8: steps.0.outage: one action a step, and there is "fault" already.',
    ],
    [
      'no action',
      'steps:\n  - { at: 1h, all: true }\n',
      '5: steps.0: expected one action: fault, repair',
    ],
    [
      'no time',
      'steps:\n  - all: true\n    reconnect-storm: true\n',
      '5: steps.0: expected a time',
    ],
    [
      'no devices',
      'steps:\n  - at: 1h\n    reconnect-storm: true\n',
      '5: steps.0: expected which devices',
    ],
    [
      'a loop without a pause',
      step('fault: { mode: gust }', 'all: true\n    times: 3'),
      'steps.0.times: has a meaning only with "every".',
    ],
    [
      'a share and a count',
      step('fault: { mode: gust }', 'share: 0.5\n    count: 3'),
      'steps.0.count: either "share" or "count", not both.',
    ],
    [
      'a step after the end',
      step('fault: { mode: gust }', 'all: true', 'at: 10h'),
      '5: steps.0.at: the scenario is over by then: duration 10h.',
    ],
    [
      'a confounder as a fault',
      step('fault: { mode: icing }'),
      'steps.0.fault.mode: "icing" is no fault; write "confounder" for it.',
    ],
    [
      'a fault as a confounder',
      step('confounder: { mode: gust }'),
      'steps.0.confounder.mode: "gust" is a fault; write "fault" for it.',
    ],
    [
      'a drift that does not',
      step('drift: { mode: gust }'),
      '"gust" does not drift (its course is excursion)',
    ],
    [
      'a mode that the device cannot have',
      step('drift: {}', 'devices: wt-009'),
      'steps.0.drift: no device that is chosen can have "sensor-drift".',
    ],
    ['nothing to repair', step('repair: {}'), 'steps.0.repair: there is nothing to repair then'],
    [
      'a campaign of unknown modes',
      'campaign: { rates: { gusts: 3 } }\n',
      '4: campaign.rates.gusts: there is no mode "gusts" in this fleet. Did you mean "gust"?',
    ],
    [
      'a campaign of another name',
      'campaign: defualt\n',
      '4: campaign: expected "default" or rates, got "defualt".',
    ],
  ])('is said with its line: %s', async (_, text, expected) => {
    expect((await wrong(text)).join('\n')).toContain(expected);
  });

  it('is that a fault begins again before it is over', async () => {
    const text =
      'steps:\n' +
      '  - { at: 1h, devices: wt-001, fault: { mode: bearing-wear, over: 1h, repairAfter: 1h } }\n' +
      '  - { at: 2h30m, all: true, fault: { mode: bearing-wear, over: 1h } }\n';
    expect(await wrong(text)).toEqual([
      '6: steps.1.fault: "bearing-wear" on wt-001 is still under way: steps.0 began it at 1h.',
    ]);
  });

  it('is told all at once', async () => {
    const lines = await wrong(
      'steps:\n' +
        '  - { at: 1h, all: true, fault: { mode: gost } }\n' +
        '  - { at: 1h, devices: tw-001, outage: { for: 1m } }\n',
    );
    expect(lines).toHaveLength(2);
  });
});
