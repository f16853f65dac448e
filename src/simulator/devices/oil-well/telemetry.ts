import { hundredths, resolved, tenths, thousandths } from '../../signals/resolution.ts';
import { settingPct } from './flows.ts';
import type { Well } from './well.ts';

const STB_PER_SM3 = 6.2898;
const DAY_S = 86_400;
/** Flow at which the floor of the sand detector is given, Sm3/d. */
const SAND_FLOW = 1_000;

/** What every well's sensors deliver. */
export interface WellMetrics extends Record<string, number> {
  readonly oil_rate_bbl_s: number;
  readonly liquid_rate_sm3d: number;
  readonly reservoir_pressure_bar: number;
  readonly bhp_bar: number;
  readonly whp_bar: number;
  readonly choke_bar: number;
  readonly flowline_bar: number;
  readonly annulus_bar: number;
  readonly bht_c: number;
  readonly wht_c: number;
  readonly choke_pct: number;
  readonly water_cut: number;
  readonly gor: number;
  readonly sand_acoustic: number;
  readonly on_stream: number;
}

/** What the sensors deliver now. A meter always draws alike, so a state changes no later noise. */
export function readWell(well: Well): WellMetrics {
  const { parameters, state, flows, noise } = well;
  const { sensors } = parameters;
  const noiseBar = sensors.headNoiseBar;
  const noiseK = sensors.temperatureNoiseK;
  const before = noise.beforeChoke.draw();
  const liquid = measuredLiquid(well, before[0]);
  const head = pressure(state.headBar, noiseBar * before[1]);
  // One gauge sits between a dry tree and its choke.
  const dry = flows.riser.depthM === 0;
  const choke = dry ? head : pressure(state.topBar, noiseBar * well.random.sensors.normal());
  const behind = noise.behindChoke.draw();
  return {
    oil_rate_bbl_s: oilRate(liquid, flows.waterCut),
    liquid_rate_sm3d: tenths(liquid),
    reservoir_pressure_bar: hundredths(state.reservoirBar),
    bhp_bar: thousandths(state.bottomBar + sensors.bottomNoiseBar * before[2]),
    whp_bar: head,
    choke_bar: choke,
    flowline_bar: pressure(well.flowlineBar, noiseBar * behind[0]),
    annulus_bar: pressure(state.annulusBar, noiseBar * behind[1]),
    bht_c: hundredths(parameters.reservoir.temperatureC + noiseK * behind[2]),
    wht_c: hundredths(state.headC + noiseK * behind[3]),
    choke_pct: tenths(settingPct(well)),
    water_cut: thousandths(flows.waterCut),
    gor: tenths(flows.gor),
    sand_acoustic: tenths(sandSignal(well, behind[4])),
    on_stream: state.opening > 0 && !state.tripped ? 1 : 0,
  };
}

function measuredLiquid({ parameters: { sensors }, state }: Well, normal: number): number {
  const factor = (1 + sensors.dayFactor * state.day) * (1 + sensors.rateNoise * normal);
  return Math.max(0, state.chokeFlow * factor);
}

function oilRate(liquid: number, waterCut: number): number {
  return resolved((liquid * (1 - waterCut) * STB_PER_SM3) / DAY_S, 1e6);
}

/** No gauge reads below the air outside. */
function pressure(bar: number, noiseBar: number): number {
  return thousandths(Math.max(0, bar + noiseBar));
}

/** Sand that strikes the pipe is heard above the flow, in bursts. */
function sandSignal({ parameters, state, effects }: Well, unit: number): number {
  const { sandFloor, sandScatter } = parameters.sensors;
  const flow = state.chokeFlow / SAND_FLOW;
  const floor = sandFloor * flow * flow * Math.exp(sandScatter * unit);
  if (effects.sand === 0 || flow === 0) return floor;
  return floor + effects.sand * Math.exp(3 * sandScatter * unit);
}
