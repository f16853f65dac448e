import { describe, expect, it } from 'vitest';
import {
  createLinesReporter,
  createQuietReporter,
} from '../../../src/cli/reporters/lines-reporter.ts';
import { createStyle } from '../../../src/cli/style.ts';
import type { BrokerSummary, RunEvent } from '../../../src/telemetry/run-event.ts';
import { fakeStream } from '../fake-io.ts';
import { EVENTS, NEAR, SUMMARY } from './fixtures.ts';

const PLAIN = createStyle(false);

function linesOf(events: readonly RunEvent[], verbose = false): string {
  const stderr = fakeStream();
  const reporter = createLinesReporter({
    stderr,
    style: PLAIN,
    verbose,
    timeOfDay: () => '12:00:00',
  });
  events.forEach((event) => reporter.onEvent(event));
  return stderr.text();
}

describe('lines', () => {
  it('tell the start, refusals, faults, alerts, progress each five seconds, and the summary', async () => {
    await expect(linesOf(EVENTS)).toMatchFileSnapshot('golden/lines.txt');
  });

  it('tell connections and edge alarms too when verbose', () => {
    const text = linesOf(EVENTS, true);
    expect(text).toContain('12:00:00  wt-001 connected\n');
    expect(text).toContain('edge     wt-001  gear_oil_c 78.4, limit 75.0, raised\n');
    expect(linesOf(EVENTS)).not.toContain('wt-001 connected');
  });

  it('tell ten refusals and no more, since a wrong certificate is refused a thousand times', () => {
    const refusal: RunEvent = {
      type: 'refused',
      clientId: 'x',
      action: 'connect',
      reason: 'foreign',
    };
    const lines = linesOf(Array.from({ length: 1_000 }, () => refusal))
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toBe('12:00:00  further refusals are only counted');
  });

  it('tell how much a broker has acknowledged where nobody sees what becomes of it', () => {
    const event: RunEvent = {
      type: 'progress',
      simulatedMs: 60_000,
      wallMs: 6_000,
      counters: NEAR,
      connected: 12,
      lagMs: 0,
    };
    const text = linesOf([event]);
    expect(text).toContain(' · 25,188 acknowledged\n');
    expect(text).not.toMatch(/scored|alert/u);
  });

  it('call no fault what only looks like one, and tell fifty planned events and no more', () => {
    const event: RunEvent = {
      type: 'truth',
      truth: {
        event: 'network-outage@wt-001#1',
        device: 'wt-001',
        mode: 'network-outage',
        kind: 'operational',
        severity: 1,
        onset: 0,
        functionalFailure: 60_000,
        channels: [],
      },
    };
    const lines = linesOf(Array.from({ length: 1_000 }, () => event))
      .trimEnd()
      .split('\n');
    expect(lines[0]).toBe(
      '12:00:00  event    network-outage in wt-001, 1970-01-01 00:00:00 to 1970-01-01 00:01:00',
    );
    expect(lines).toHaveLength(51);
    expect(lines.at(-1)).toBe('12:00:00  further faults and events are only in truth.ndjson');
  });

  it('mark severities with colour on a terminal that wants it', () => {
    const stderr = fakeStream();
    const style = createStyle(true);
    const reporter = createLinesReporter({ stderr, style, verbose: false, timeOfDay: () => '' });
    EVENTS.forEach((event) => reporter.onEvent(event));
    expect(stderr.text()).toContain('\u001b[31mhigh    \u001b[39m');
  });

  it('are only the summary when quiet', () => {
    const stderr = fakeStream();
    const reporter = createQuietReporter({ stderr, style: PLAIN });
    EVENTS.forEach((event) => reporter.onEvent(event));
    expect(stderr.text()).toBe(linesOf([SUMMARY]));
  });
});

function atBroker(figures: Partial<BrokerSummary['atBroker']>): BrokerSummary {
  const lagMs = { p50: 5.2, p99: 21 };
  const seen = {
    connections: 10,
    workers: 2,
    qos: 1,
    resent: 0,
    lagMs,
  } as const;
  const { profile, seed, devices, simulatedMs, wallMs, telemetrySha256, interrupted } = SUMMARY;
  return {
    type: 'summary',
    profile,
    seed,
    devices,
    simulatedMs,
    wallMs,
    telemetrySha256,
    interrupted,
    ...NEAR,
    lost: 0,
    atBroker: { ...seen, ...figures },
  };
}

describe('the summary', () => {
  it('has no word on a backlog that nobody could have noticed', () => {
    const backlog = {
      records: 0,
      recordsMax: 5_000,
      recordsPeak: 2_400,
      lagMs: 0,
      lagMsPeak: 900,
      held: 0,
      heldMsMax: 0,
    };
    expect(linesOf([SUMMARY])).toContain('backlog at most');
    expect(linesOf([{ ...SUMMARY, backlog }])).not.toContain('backlog');
  });

  it('shows missing latency, an interruption, shortfalls and many devices', async () => {
    const alertsByDevice = Object.fromEntries(
      Array.from({ length: 9 }, (_, i) => [`wt-00${i + 1}`, i + 1]),
    );
    const latencyMs = { p50: null, p99: null };
    const text = linesOf([
      { ...SUMMARY, latencyMs, interrupted: true, alertsByDevice, devices: 1 },
    ]);
    await expect(text).toMatchFileSnapshot('golden/summary-interrupted.txt');
  });

  it('has no share of nothing', () => {
    const text = linesOf([{ ...SUMMARY, generated: 0, published: 0, bytesGenerated: 0 }]);
    expect(text).toContain('–  of messages, – of bytes');
  });

  it('tells of a run at somebody’s broker what is known of it, and nothing of what lies behind', () => {
    const text = linesOf([atBroker({ resent: 3 })]);
    expect(text).toMatch(/acknowledged +25,188/);
    expect(text).toMatch(/connections +10 +2 threads/);
    expect(text).toMatch(
      /sent again +3 +after a connection broke: no more than these can have come/,
    );
    expect(text).toMatch(/behind schedule +5\.2 ms +median, p99 21 ms/);
    expect(text).not.toMatch(/scored|alert|through the rule|lost|duplicated|reordered/);
  });

  it('calls nothing acknowledged that went out at QoS 0', () => {
    const text = linesOf([atBroker({ qos: 0 })]);
    expect(text).toMatch(/handed over +25,188 +QoS 0 is not acknowledged/);
    expect(text).not.toMatch(/ acknowledged {2}/);
  });
});
