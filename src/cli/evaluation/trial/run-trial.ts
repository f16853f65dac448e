import { join } from 'node:path';
import { z } from 'zod';
import { createTrivialityGate, type TrivialMode } from '../../../detection/trial/triviality.ts';
import { createTrial, type TrialResult } from '../../../detection/trial/trial.ts';
import { trialMetrics, type TrialMetrics } from '../../../detection/trial/trial-metrics.ts';
import type { TrialName } from '../../../detection/trial/trial-names.ts';
import type { Judged } from '../../../detection/metrics/judged.ts';
import { readDataset } from '../../../simulator/replay/dataset-reader.ts';
import { loadRunProfile, type RunProfile } from '../../compose/profile-sections.ts';
import { parseLine, readTruth } from '../judged-file.ts';
import { readJson } from '../read-judged.ts';
import { trialSetup } from './trial-setup.ts';

/** A data set as detectors are judged by it. */
export interface TrialData {
  readonly dir: string;
  readonly profile: RunProfile;
  readonly intervalMs: number;
  readonly frame: Omit<Judged, 'alerts'>;
}

const cardSchema = z.looseObject({
  profile: z.string(),
  devices: z.array(z.string()).min(1),
  start: z.iso.datetime({ offset: true }),
  end: z.iso.datetime({ offset: true }),
  intervalMs: z.number().positive(),
});

/** @throws PmSimError `eval/missing-file` when the folder holds no data set */
export async function openTrialData(dir: string, cwd: string): Promise<TrialData> {
  const hint = 'Give the folder that `pm-sim generate --out` wrote.';
  const card = parseLine(readJson(join(dir, 'dataset.json'), hint), cardSchema);
  const profile = await loadRunProfile(card.profile, [], cwd);
  const to = Date.parse(card.end);
  const truth = readTruth(join(dir, 'truth.ndjson')).filter(({ onset }) => onset <= to);
  const frame = { devices: card.devices, from: Date.parse(card.start), to, truth };
  return { dir, profile, intervalMs: card.intervalMs, frame };
}

export interface TrialReport {
  readonly result: TrialResult;
  readonly detectors: Readonly<Record<string, TrialMetrics>>;
  readonly trivial: readonly TrivialMode[];
}

/** Runs the detectors and the one-line rules over the telemetry in one pass, and judges them. */
export async function runTrial(
  data: TrialData,
  names: readonly TrialName[],
  leadMs: number | null,
): Promise<TrialReport> {
  const { frame } = data;
  const options = trialSetup(data.profile, data.intervalMs);
  const trial = createTrial(names, options);
  const gate = createTrivialityGate(frame, options.warmUpReadings);
  for await (const { device, ts, metrics } of readDataset(data.dir)) {
    const sample = { ts, values: metrics };
    trial.observe(device, sample);
    gate.observe(device, sample);
  }
  const result = trial.finish(frame.to);
  const trivial = gate.finish();
  const judgement = { frame, leadMs, trivial: trivial.map(({ mode }) => mode) };
  const judged = result.outcomes.map((outcome) => {
    return [outcome.name, trialMetrics(outcome, result.times, judgement)] as const;
  });
  return { result, trivial, detectors: Object.fromEntries(judged) };
}
