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
  const { parameters, state, effects, flows, random } = well;
  const { sensors, reservoir } = parameters;
  const { bottomNoiseBar, headNoiseBar, temperatureNoiseK } = sensors;
  const source = random.sensors;
  const factor = (1 + sensors.dayFactor * state.day) * (1 + sensors.rateNoise * source.normal());
  const liquid = Math.max(0, state.chokeFlow * factor);
  return {
    oil_rate_bbl_s: resolved((liquid * (1 - flows.waterCut) * STB_PER_SM3) / DAY_S, 1e6),
    liquid_rate_sm3d: tenths(liquid),
    reservoir_pressure_bar: hundredths(state.reservoirBar),
    bhp_bar: thousandths(state.bottomBar + bottomNoiseBar * source.normal()),
    whp_bar: gauge(state.headBar + headNoiseBar * source.normal()),
    choke_bar: gauge(state.topBar + headNoiseBar * source.normal()),
    flowline_bar: gauge(well.flowlineBar + headNoiseBar * source.normal()),
    annulus_bar: gauge(state.annulusBar + headNoiseBar * source.normal()),
    bht_c: hundredths(reservoir.temperatureC + temperatureNoiseK * source.normal()),
    wht_c: hundredths(state.headC + temperatureNoiseK * source.normal()),
    choke_pct: tenths(settingPct(well)),
    water_cut: thousandths(flows.waterCut),
    gor: tenths(flows.gor),
    sand_acoustic: tenths(sandSignal(state.chokeFlow / SAND_FLOW, effects.sand, well)),
    on_stream: state.opening > 0 && !state.tripped ? 1 : 0,
  };
}

/** No gauge reads below the air outside. */
function gauge(bar: number): number {
  return thousandths(Math.max(0, bar));
}

/** Sand that strikes the pipe is heard above the flow, in bursts. */
function sandSignal(flow: number, sand: number, { parameters, random }: Well): number {
  const { sandFloor, sandScatter } = parameters.sensors;
  const unit = random.sensors.normal();
  const floor = sandFloor * flow * flow * Math.exp(sandScatter * unit);
  return sand === 0 || flow === 0 ? floor : floor + sand * Math.exp(3 * sandScatter * unit);
}
