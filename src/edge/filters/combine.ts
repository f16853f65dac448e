import { parseDuration } from '../../runtime/duration.ts';
import type { Reading } from '../../telemetry/reading.ts';
import { weightOf, type CombineConfig } from '../combine-config.ts';
import type { EdgeAlarm, Filter } from '../filter.ts';
import type { MakeOptions } from './create-filter.ts';
import { createGate } from './gate.ts';
import { createVoter, type Opinion, type Voter } from './voter.ts';

/**
 * Several detectors that decide together. A reading is anomalous when the votes of those that find it
 * so weigh enough; then it goes out as the gate says, and an alarm is raised if one is wanted. Every
 * detector sees every reading, so that each keeps learning whatever the others think.
 */
export function createCombine(name: string, config: CombineConfig, make: MakeOptions): Filter {
  const ballot = createBallot(config, make);
  const gate = createGate(config);
  const { severity } = config;
  let raised = make.previous?.standing?.().has(STANDING) === true;

  function alarmOf(weight: number): EdgeAlarm | undefined {
    const fires = weight >= ballot.needed;
    if (severity === undefined || fires === raised) return undefined;
    raised = fires;
    const state = raised ? 'raised' : 'cleared';
    return { metric: name, state, value: weight, limit: ballot.needed, severity };
  }

  return {
    name,
    voters: ballot.voters,
    standing: () => new Set(raised ? [STANDING] : []),
    process(reading, urgent) {
      const { weight, votes, score } = ballot.count(reading);
      const alarm = alarmOf(weight);
      const fires = weight >= ballot.needed;
      // Whoever is told that an alarm is over is shown the reading that ended it.
      const decision = gate.decide(reading, fires, urgent || alarm !== undefined);
      const more = {
        ...(votes.length === 0 ? {} : { votes }),
        ...(alarm === undefined ? {} : { alarms: [alarm] }),
      };
      return decision.action === 'urgent' && score !== undefined
        ? { ...decision, score, ...more }
        : { ...decision, ...more };
    },
  };
}

const STANDING = 'votes';

interface Count {
  readonly weight: number;
  /** Names of those that find the reading anomalous. */
  readonly votes: readonly string[];
  /** Highest of the forests'. */
  readonly score?: number;
}

function createBallot(config: CombineConfig, { random, previous }: MakeOptions) {
  const holdMs = parseDuration(config.hold ?? '0s');
  const seats = config.detectors.map((detector, i) => {
    const voter = createVoter(detector, random.fork(String(i)), previous?.voters);
    return createSeat(voter, detector.weight ?? 1, holdMs);
  });
  return {
    voters: seats.map(({ voter }) => voter),
    needed: neededOf(config),
    count(reading: Reading): Count {
      const asked = seats.map((seat) => ({ seat, opinion: seat.opine(reading) }));
      const scores = asked.flatMap(({ opinion }) => opinion.score ?? []);
      const inFavour = asked.filter(({ opinion }) => opinion.anomalous);
      return {
        weight: inFavour.reduce((sum, { seat }) => sum + seat.weight, 0),
        votes: inFavour.map(({ seat }) => seat.voter.name),
        ...(scores.length === 0 ? {} : { score: Math.max(...scores) }),
      };
    },
  };
}

function neededOf({ vote, detectors }: CombineConfig): number {
  if (vote === 'all') return weightOf(detectors);
  if (vote === 'any') return Math.min(...detectors.map(({ weight = 1 }) => weight));
  return vote.atLeast;
}

/** A voter whose vote stands for a while; a clock that is set back ends it. */
function createSeat(voter: Voter, weight: number, holdMs: number) {
  let votedAt: number | undefined;
  return {
    voter,
    weight,
    opine(reading: Reading): Opinion {
      const { ts } = reading;
      const opinion = voter.opine(reading);
      if (opinion.anomalous) votedAt = ts;
      const stands = votedAt !== undefined && ts >= votedAt && ts - votedAt <= holdMs;
      return opinion.anomalous || !stands ? opinion : { ...opinion, anomalous: true };
    },
  };
}
