import { faultModes } from '../../simulator/devices/families.ts';
import type { FaultRequest } from '../../simulator/faults/fault.ts';
import { createFleet } from '../../simulator/fleet.ts';
import type { RunProfile } from '../compose/profile-sections.ts';
import { chooseMetrics, type Series } from './choose-metrics.ts';
import type { Panel, Plot } from './plot.ts';
import { spanOf, stepOf } from './time-step.ts';

export interface PlotRequest {
  readonly profile: RunProfile;
  readonly seed: string;
  /** Span of simulated time; one that suits the family and the faults when absent. */
  readonly durationMs?: number;
  readonly faults: readonly FaultRequest[];
  /** Metrics asked for by name; chosen when empty. */
  readonly metrics: readonly string[];
  /** Most panels when the metrics are chosen. */
  readonly panels: number;
}

/** Devices that are simulated to find some of one kind. */
const PROBED = 8;
/** Lines over each other that an eye can follow. */
const LINES_MAX = 3;

/**
 * Simulates a few devices over the span at a step that suits a picture. With faults the afflicted
 * devices are shown, each with its healthy twin; without, the first ones of one kind.
 */
export function simulatePlot(request: PlotRequest): Plot {
  const { profile, faults, metrics: wanted, panels: limit } = request;
  const durationMs =
    request.durationMs ?? spanOf(profile.device, faults, faultModes(profile.device));
  const stepMs = stepOf(durationMs, profile.intervalMs);
  const sick = simulate(request, { durationMs, stepMs, faults });
  const healthy =
    faults.length === 0 ? sick : simulate(request, { durationMs, stepMs, faults: [] });
  const afflicted = [...new Set(faults.map(({ device }) => device))].slice(0, LINES_MAX);
  const shown = afflicted.length > 0 ? afflicted : ofOneKind(healthy.series);
  const metrics = chooseMetrics({
    wanted,
    shown: seriesOf(sick, shown[0]),
    twin: seriesOf(healthy, shown[0]),
    truth: sick.truth.filter(({ device }) => device === shown[0]),
    limit,
  });
  const panels = metrics.map((metric): Panel => {
    const line = (of: Run, twin: boolean) => (device: string) => ({
      device,
      twin,
      values: seriesOf(of, device).get(metric) ?? [],
    });
    const twins = afflicted.map(line(healthy, true));
    return { metric, lines: [...shown.map(line(sick, false)), ...twins] };
  });
  const { profile: name, description, startMs: from } = profile;
  return {
    profile: name,
    description,
    seed: request.seed,
    from,
    to: from + durationMs,
    stepMs,
    panels,
    truth: sick.truth,
  };
}

interface Run {
  readonly series: ReadonlyMap<string, Series>;
  readonly truth: Plot['truth'];
}

function seriesOf({ series }: Run, device: string | undefined): Series {
  return series.get(device ?? '') ?? new Map();
}

interface RunOptions {
  readonly durationMs: number;
  readonly stepMs: number;
  readonly faults: readonly FaultRequest[];
}

function simulate({ profile, seed, faults: all }: PlotRequest, options: RunOptions): Run {
  const { durationMs, stepMs, faults } = options;
  const start = profile.startMs;
  const count = devicesNeeded(profile, all);
  const fleet = createFleet({
    profile: { ...profile, count, intervalMs: stepMs },
    seed,
    start,
    faults,
  });
  const series = new Map(fleet.devices.map(({ name }) => [name, new Map<string, number[]>()]));
  for (const { device, ts, metrics } of fleet.advance(start + durationMs - 1)) {
    const own = series.get(device);
    const at = Math.floor((ts - start) / stepMs);
    for (const [metric, value] of Object.entries(metrics)) {
      const values = own?.get(metric) ?? [];
      while (values.length < at) values.push(Number.NaN);
      values.push(value);
      own?.set(metric, values);
    }
  }
  return { series, truth: fleet.truth() };
}

/** One device more changes no other, so none beyond the last that is shown needs to be simulated. */
function devicesNeeded({ naming, count }: RunProfile, faults: readonly FaultRequest[]): number {
  const indices = faults.map(({ device }) => Number(device.slice(naming.prefix.length + 1)));
  const known = indices.every((index) => Number.isInteger(index) && index >= 1 && index <= count);
  if (!known) return count;
  return Math.min(count, indices.length === 0 ? PROBED : Math.max(...indices));
}

/** A device's kind, told by what it measures. */
function kind(of: Series): string {
  return [...of.keys()].toSorted().join();
}

/** The first devices that measure what the first one does: a fleet may mix kinds. */
function ofOneKind(series: ReadonlyMap<string, Series>): readonly string[] {
  const [first] = series.values();
  const wanted = kind(first ?? new Map());
  return [...series]
    .filter(([, own]) => kind(own) === wanted)
    .map(([device]) => device)
    .slice(0, LINES_MAX);
}
