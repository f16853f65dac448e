import { pacedDiffusion, pacedGain } from '../../signals/pace.ts';
import { spallCrest, spallKurtosis, spallLevel } from './bearing.ts';
import type { Machine, Snapshot } from './machine-state.ts';

/** Sampling scatter of kurtosis and crest factor; the crest of a normal signal. Engineering judgement. */
const KURTOSIS_SD = 0.1;
const CREST = 3.8;
const CREST_SD = 0.12;
/** What neighbours shake at standstill, mm/s and g. Engineering judgement. */
const FLOOR_MMS = 0.05;
const FLOOR_G = 0.003;

/**
 * Velocity without scatter, mm/s rms, at a share of rated speed. Independent sources add as squares:
 * broadband, once a turn (unbalance: force with speed squared), twice a turn (misalignment), looseness
 * and the damage of the bearing.
 */
export function velocityMms(machine: Machine, speed: number): number {
  const { rating, parameters, variation, effects } = machine;
  const { residualOnceMms, residualTwiceMms } = parameters.vibration;
  const base = rating.baseMms * variation.vibration;
  const broadband = base * speed;
  const once = residualOnceMms * variation.vibration * speed * speed;
  const unbalance = effects.onceMms * speed * speed;
  const twice = (residualTwiceMms * variation.vibration + effects.twiceMms) * speed;
  const loose = effects.looseMms * speed;
  const bearing = spallLevel(machine) * base * speed;
  return Math.sqrt(
    FLOOR_MMS ** 2 +
      broadband ** 2 +
      (once + unbalance) ** 2 +
      twice ** 2 +
      loose ** 2 +
      bearing ** 2,
  );
}

/** Share of working speed from which on a snapshot is taken: a slipping belt still counts. */
const AT_SPEED = 0.75;

/** Whether the shaft turns fast enough for a snapshot that can be compared with others. */
function atSpeed({ state, rating }: Machine): boolean {
  return state.operating === 'run' && state.speed >= AT_SPEED * rating.runSpeedShare;
}

/**
 * Takes the snapshot of a step, as vibration monitors do at working speed only: at rest they hold the
 * mean of the last ones, and a machine that has not run yet shows what it would at work. Draws the
 * same number of times at every step.
 */
export function stepVibration(machine: Machine, stepS: number): void {
  const { state, rating, parameters, random, paces } = machine;
  const { keep, kick } = pacedDiffusion(paces.scatter, stepS, parameters.vibration.scatterTauS);
  state.vibrationLevel = keep * state.vibrationLevel + kick * random.vibration.normal();
  const running = atSpeed(machine);
  const { shown, held } = machine;
  takeSnapshot(machine, running ? state.speed : rating.runSpeedShare);
  if (!state.isMeasured) copy(shown, held);
  state.isMeasured = true;
  if (running) approach(held, shown, pacedGain(paces.held, stepS, HOLD_TAU_S));
  else copy(held, shown);
}

/** Memory of the mean that is held, s. Engineering judgement. */
const HOLD_TAU_S = 30;

/** What the monitor would show at that speed. */
function takeSnapshot(machine: Machine, speed: number): void {
  const { parameters, effects, variation, random, shown } = machine;
  const noise = random.vibration;
  const spall = spallLevel(machine);
  const louder = effects.acceleration * Math.sqrt(1 + spall * spall);
  const turning = parameters.vibration.accelerationG * variation.vibration * louder;
  const peaked = effects.kurtosis + spallKurtosis(machine);
  const sharper = speed * (effects.crest + spallCrest(machine));
  shown.velocityMms = velocityMms(machine, speed) * scattered(machine);
  shown.accelerationG = Math.sqrt(FLOOR_G ** 2 + (turning * speed) ** 2) * scattered(machine);
  shown.kurtosis = 3 + variation.kurtosisExcess + KURTOSIS_SD * noise.normal() + speed * peaked;
  shown.crest = CREST + CREST_SD * noise.normal() + sharper;
}

/** Factor of one figure of one snapshot: log-normal, a part of it slow. */
function scattered({ state, parameters, effects, random }: Machine): number {
  const { scatter, scatterLasting } = parameters.vibration;
  const lasting = Math.sqrt(scatterLasting) * state.vibrationLevel;
  const fresh = Math.sqrt(1 - scatterLasting) * effects.vibrationScatter;
  return Math.exp(scatter * (lasting + fresh * random.vibration.normal()));
}

function approach(moved: Snapshot, target: Readonly<Snapshot>, gain: number): void {
  moved.velocityMms += gain * (target.velocityMms - moved.velocityMms);
  moved.accelerationG += gain * (target.accelerationG - moved.accelerationG);
  moved.kurtosis += gain * (target.kurtosis - moved.kurtosis);
  moved.crest += gain * (target.crest - moved.crest);
}

function copy(from: Readonly<Snapshot>, to: Snapshot): void {
  to.velocityMms = from.velocityMms;
  to.accelerationG = from.accelerationG;
  to.kurtosis = from.kurtosis;
  to.crest = from.crest;
}
