import { monitorOptions } from '../../../cloud/handlers/scoring/monitor-options.ts';
import type { ScoringConfig } from '../../../cloud/stack/scoring-schema.ts';
import type { MonitorOptions } from '../../../detection/monitor/monitor-options.ts';
import { optionsForRecords } from '../../../detection/monitor/records.ts';
import type { WatcherOptions } from '../../../detection/trial/watcher.ts';
import { PmSimError } from '../../../runtime/errors.ts';
import type { RunProfile } from '../../compose/profile-sections.ts';

/** Records this far apart are judged by the profile's section `scoring.records`, where there is one, ms. */
const RECORDS_MS = 60_000;
/** Fewest readings that are taken for healthy. */
const WARM_UP_READINGS_MIN = 64;

/** The detectors' options for a data set of a profile, by the rule of `optionsForRecords`. */
export function trialSetup(profile: RunProfile, intervalMs: number): WatcherOptions {
  const scoring = scoringFor(profile.scoring, intervalMs);
  if (scoring.channels.length === 0) throw noChannels(profile.profile);
  const written = monitorOptions(scoring);
  const monitor = optionsForRecords(written, { designedForMs: profile.intervalMs, intervalMs });
  return { monitor, warmUpReadings: warmUpReadings(monitor, intervalMs) };
}

function scoringFor(scoring: ScoringConfig, intervalMs: number): ScoringConfig {
  const { records } = scoring;
  if (records === undefined || intervalMs < RECORDS_MS) return scoring;
  return { ...scoring, materialDeviation: undefined, ...records };
}

function warmUpReadings({ warmUpMs = 0 }: MonitorOptions, intervalMs: number): number {
  return Math.max(WARM_UP_READINGS_MIN, Math.round(warmUpMs / intervalMs));
}

function noChannels(profile: string): PmSimError {
  return new PmSimError('eval/no-channels', `The profile ${profile} names no channels to score.`, {
    hint: 'Give it a section "scoring" with channels.',
  });
}
