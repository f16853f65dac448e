import type { TelemetryMessage } from '../../../telemetry/message.ts';
import type { Episode } from '../../../telemetry/scored.ts';
import type { VerdictEpisode } from './device-monitor.ts';
import type { OpenEpisode } from './device-state.ts';

/** Words for the crew, from the values at the moment an episode opens. */
export type ReasonWriter = (episode: VerdictEpisode, message: TelemetryMessage) => string;

const ACCEPTED = 'The behaviour has lasted so long that it counts as normal now.';

export interface EpisodeInput {
  /** The device's open episode, if any. */
  readonly open: OpenEpisode | undefined;
  /** Set when the detector that opened it is gone: the episode ends, and this is why. */
  readonly orphaned: string | undefined;
  readonly judged: VerdictEpisode | undefined;
  readonly message: TelemetryMessage;
  readonly reason: ReasonWriter;
}

export interface EpisodeStep {
  /** What the scored record says. */
  readonly episode?: Episode;
  /** The open episode afterwards. */
  readonly open: OpenEpisode | undefined;
}

/**
 * Turns the detector's episode into the device's: named after the record that opened it, so that a
 * replay names it the same, and never a second one while one is open.
 */
export function stepEpisode(input: EpisodeInput): EpisodeStep {
  const { open, orphaned, judged } = input;
  if (open === undefined) return judged === undefined ? { open } : begin(judged, input);
  if (orphaned !== undefined) {
    return { episode: { ...open, transition: 'closed', reason: orphaned }, open: undefined };
  }
  // A detector that speaks of no episode any more has come to take the behaviour for normal.
  if (judged === undefined) {
    return { episode: { ...open, transition: 'closed', reason: ACCEPTED }, open: undefined };
  }
  const continued = { ...open, severity: judged.severity };
  return judged.transition === 'closed'
    ? { episode: { ...continued, transition: 'closed' }, open: undefined }
    : { episode: { ...continued, transition: 'ongoing' }, open: continued };
}

function begin(judged: VerdictEpisode, { message, reason }: EpisodeInput): EpisodeStep {
  if (judged.transition === 'closed') return { open: undefined };
  const { openedAt, severity, metric, value, expected } = judged;
  const open: OpenEpisode = {
    id: `${message.device}#${message.boot}#${message.seq}`,
    openedAt,
    severity,
    metric,
    // As it was measured; the detector saw it in single precision.
    value: message.metrics[metric] ?? value,
    ...(expected === undefined ? {} : { expected }),
    reason: reason(judged, message),
  };
  return { episode: { ...open, transition: 'opened' }, open };
}
