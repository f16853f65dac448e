import type { Random } from '../../../runtime/random.ts';
import type { FaultPlan } from '../../faults/fault.ts';
import { diffusion, relaxationGain } from '../../signals/relaxation.ts';
import type { Device, DeviceInfo } from '../device.ts';
import { healthyEffects, restored } from './effects.ts';
import { stepMotor } from './esp/motor.ts';
import type { OilWellEspParameters } from './esp/parameters.ts';
import type { ApplyFault, WellFault } from './faults/well-fault.ts';
import { stepHydraulics } from './hydraulics.ts';
import { createOperation } from './operation.ts';
import { readWell } from './telemetry.ts';
import type { Well, WellModel, WellRates, WellState, WellVariation } from './well.ts';

/** What the wells of one field share. */
export interface OilField {
  readonly model: WellModel;
  readonly esp: OilWellEspParameters | undefined;
  readonly faults: readonly WellFault[];
  readonly ambientC: number;
  readonly startMs: number;
  /** Pressure of the shared flowline at an instant, bar. */
  flowlineBar(ts: number): number;
}

/** Steps in which a well settles before the first instant: a day. */
const PAST_STEPS = 144;
const PAST_STEP_S = 600;

/** One well. It has flowed for a day before the first instant, so it begins in balance. */
export function createOilWell(info: DeviceInfo, field: OilField, random: Random): Device {
  const well = assemble(field, random);
  const operation = createOperation(field.model.operations, random.fork('operation'));
  const afflictions: { readonly plan: FaultPlan; readonly apply: ApplyFault }[] = [];
  for (let i = 0; i < PAST_STEPS; i += 1) stepPlant(well);
  let now = field.startMs;
  return {
    info,
    advance(ts) {
      const stepS = (ts - now) / 1_000;
      if (stepS !== well.rates.stepS) well.rates = wellRates(stepS, field.model);
      now = ts;
      well.flowlineBar = field.flowlineBar(ts);
      if (afflictions.length > 0) restored(well.effects);
      for (const { plan, apply } of afflictions) apply(well.effects, plan.damageAt(ts));
      const { state, opening } = operation((ts - field.startMs) / 1_000);
      well.state.operating = well.state.tripped ? 'tripped' : state;
      well.state.opening = opening;
      stepScatter(well);
      stepPlant(well);
    },
    metrics: () => readWell(well),
    state: () => well.state.operating,
    afflict(plan) {
      const fault = field.faults.find(({ mode }) => mode === plan.event.mode);
      if (fault !== undefined) afflictions.push({ plan, apply: fault.apply });
    },
  };
}

function stepPlant(well: Well): void {
  stepHydraulics(well);
  const { state, parameters, rates, ambientC, esp } = well;
  const warm = -Math.expm1(-state.chokeFlow / parameters.tubing.warmingFlow);
  const targetC = ambientC + (parameters.reservoir.temperatureC - ambientC) * warm;
  state.headC += rates.headTemperature * (targetC - state.headC);
  if (esp !== undefined) stepMotor(well, esp);
}

function stepScatter({ state, rates, random }: Well): void {
  state.scatter = rates.scatter.keep * state.scatter + rates.scatter.kick * random.flow.normal();
  state.day = rates.day.keep * state.day + rates.day.kick * random.flow.normal();
  state.gasNoise = rates.gas.keep * state.gasNoise + rates.gas.kick * random.flow.normal();
}

function assemble(field: OilField, random: Random): Well {
  const { model, esp, ambientC, startMs } = field;
  return {
    parameters: model,
    esp,
    variation: drawVariation(random.fork('variation'), model.variation),
    state: initialState(model, random.fork('initial')),
    effects: healthyEffects(),
    random: { flow: random.fork('flow'), sensors: random.fork('sensors') },
    ambientC,
    flowlineBar: field.flowlineBar(startMs),
    rates: wellRates(PAST_STEP_S, model),
  };
}

/** No well lies beyond two standard deviations. */
function drawVariation(random: Random, spread: number): WellVariation {
  const about = (): number => Math.exp(spread * Math.max(-2, Math.min(2, random.normal())));
  return {
    productivity: about(),
    gor: about(),
    slugS: 60 * random.between(51, 90),
    flutterS: 60 * random.between(3.5, 8.5),
  };
}

function initialState({ reservoir }: WellModel, random: Random): WellState {
  return {
    reservoirBar: reservoir.pressureBar,
    bottomBar: 0.93 * reservoir.pressureBar,
    headBar: 40,
    tubingFlow: 0,
    chokeFlow: 0,
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
  };
}

/** Longest step of the pressures, s: their time constants are minutes. */
const SUB_STEP_S = 10;

function wellRates(stepS: number, model: WellModel): WellRates {
  const { choke, tubing } = model;
  const motorTauMin = 'motor' in model ? model.motor.tauMin : 1;
  const subSteps = Math.max(1, Math.ceil(stepS / SUB_STEP_S));
  return {
    stepS,
    subSteps,
    subStepS: stepS / subSteps,
    scatter: diffusion(stepS, 60 * choke.scatterTauMin),
    day: diffusion(stepS, DAY_S),
    gas: diffusion(stepS, GAS_TAU_S),
    headTemperature: relaxationGain(stepS, 60 * tubing.warmingTauMin),
    motor: relaxationGain(stepS, 60 * motorTauMin),
  };
}

const DAY_S = 86_400;
/** Memory of the gas that surges through a locked pump, s. Engineering judgement. */
const GAS_TAU_S = 20;
