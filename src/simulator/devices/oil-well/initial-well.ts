import { NormalBatch } from '../../../runtime/normal-batch.ts';
import type { Random } from '../../../runtime/random.ts';
import { diffusion, relaxationGain } from '../../signals/relaxation.ts';
import { WellEffects } from './effects.ts';
import { restingFlows } from './flows.ts';
import type { OilField } from './oil-well.ts';
import type { Well, WellModel, WellRates, WellState, WellVariation } from './well.ts';

/** A well of a field before its first step, near the balance that its past brings it to. */
export function wellAt(field: OilField, rates: WellRates, random: Random): Well {
  const { model, esp, ambientC, startMs } = field;
  const variation = drawVariation(random.fork('variation'), model);
  const sensors = random.fork('sensors');
  return {
    parameters: model,
    esp,
    variation,
    state: initialState(model, random.fork('initial')),
    effects: new WellEffects(),
    flows: restingFlows(model, variation),
    random: {
      flow: random.fork('flow'),
      gas: random.fork('gas'),
      sensors,
    },
    noise: {
      beforeChoke: new NormalBatch(sensors, field.normals.beforeChoke),
      behindChoke: new NormalBatch(sensors, field.normals.behindChoke),
      pump: new NormalBatch(sensors, field.normals.pump),
    },
    ambientC,
    flowlineBar: field.flowlineBar(startMs),
    rates,
  };
}

/** No well lies beyond two standard deviations. */
function drawVariation(random: Random, model: WellModel): WellVariation {
  const about = (): number =>
    Math.exp(model.variation * Math.max(-2, Math.min(2, random.normal())));
  const productivity = about();
  const gor = about();
  if (!('unsteady' in model)) return { productivity, gor, slugS: Infinity, flutterS: Infinity };
  const { slugMinutesLow, slugMinutesHigh, flutterMinutesLow, flutterMinutesHigh } = model.unsteady;
  return {
    productivity,
    gor,
    slugS: 60 * random.between(slugMinutesLow, slugMinutesHigh),
    flutterS: 60 * random.between(flutterMinutesLow, flutterMinutesHigh),
  };
}

function initialState({ reservoir, fluid }: WellModel, random: Random): WellState {
  return {
    reservoirBar: reservoir.pressureBar,
    bottomBar: 0.93 * reservoir.pressureBar,
    headBar: 60,
    topBar: 40,
    annulusBar: 20,
    tubingFlow: 0,
    chokeFlow: 0,
    waterCut: fluid.waterCut,
    headC: 70,
    scatter: random.normal(),
    day: random.normal(),
    gasNoise: random.normal(),
    slugPhase: random.next(),
    flutterPhase: random.next(),
    operating: 'producing',
    opening: 1,
    riseBar: 0,
    motorC: reservoir.temperatureC,
    amp: 0,
    tripped: false,
    restartS: 0,
  };
}

const DAY_S = 86_400;
const YEAR_S = 365.25 * DAY_S;
/** Usual longest step of the pressures, s: their time constants are minutes. */
const SUB_STEP_S = 10;
/** Memory of the gas that surges through a locked pump, s. Engineering judgement. */
const GAS_TAU_S = 20;

/** @param subStepMaxS longest step of the pressures, s */
export function wellRates(stepS: number, model: WellModel, subStepMaxS = SUB_STEP_S): WellRates {
  const { choke, tubing, reservoir, fluid } = model;
  const motorTauMin = 'motor' in model ? model.motor.tauMin : 1;
  const subSteps = Math.max(1, Math.ceil(stepS / subStepMaxS));
  const subStepS = stepS / subSteps;
  return {
    stepS,
    subSteps,
    subStepS,
    scatter: diffusion(stepS, 60 * choke.scatterTauMin),
    day: diffusion(stepS, DAY_S),
    gas: diffusion(stepS, GAS_TAU_S),
    headTemperature: relaxationGain(stepS, 60 * tubing.warmingTauMin),
    annulus: relaxationGain(stepS, 60 * tubing.annulusTauMin),
    motor: relaxationGain(stepS, 60 * motorTauMin),
    depletion: -Math.expm1((-reservoir.declinePerYear * subStepS) / YEAR_S),
    watering: Math.exp((-fluid.waterCutPerYear * stepS) / YEAR_S),
  };
}
