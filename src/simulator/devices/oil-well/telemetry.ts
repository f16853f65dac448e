import { resolved } from '../../signals/resolution.ts';
import { readMotor } from './esp/telemetry.ts';
import { gorOf, slugWave, waterCutOf } from './hydraulics.ts';
import type { Well } from './well.ts';

const STB_PER_SM3 = 6.2898;
const DAY_S = 86_400;
/** Full slugging moves the flowline by this share of its pressure. 3W: p-p 31-222 % of the mean. */
const SLUG_LINE = 0.5;
/** Annulus above the wellhead, share of it; engineering judgement. */
const ANNULUS_SHARE = 0.4;

/** What the sensors deliver now. A meter always draws alike, so a state changes no later noise. */
export function readWell(well: Well): Record<string, number> {
  const { parameters, state, effects, random, esp } = well;
  const { sensors, reservoir, choke } = parameters;
  const noise = (sd: number): number => sd * random.sensors.normal();
  const factor = (1 + sensors.dayFactor * state.day) * (1 + noise(sensors.rateNoise));
  const liquid = Math.max(0, state.chokeFlow * factor);
  const waterCut = waterCutOf(well);
  const line = well.flowlineBar * (1 + SLUG_LINE * effects.slugging * slugWave(state.slugPhase));
  const metrics: Record<string, number> = {
    oil_rate_bbl_s: resolved((liquid * (1 - waterCut) * STB_PER_SM3) / DAY_S, 1e6),
    liquid_rate_sm3d: resolved(liquid, 10),
    reservoir_pressure_bar: resolved(state.reservoirBar, 100),
    bhp_bar: resolved(state.bottomBar + noise(sensors.bottomNoiseBar), 1_000),
    whp_bar: resolved(Math.max(0, state.headBar + noise(sensors.headNoiseBar)), 1_000),
    flowline_bar: resolved(line + noise(sensors.headNoiseBar), 1_000),
    annulus_bar: resolved(ANNULUS_SHARE * state.headBar + noise(sensors.headNoiseBar), 1_000),
    bht_c: resolved(reservoir.temperatureC + noise(sensors.temperatureNoiseK), 100),
    wht_c: resolved(state.headC + noise(sensors.temperatureNoiseK), 100),
    choke_pct: resolved(choke.openingPct * state.opening, 10),
    water_cut: resolved(waterCut, 1_000),
    gor: resolved(gorOf(well), 10),
    on_stream: state.opening > 0 && !state.tripped ? 1 : 0,
  };
  return esp === undefined ? metrics : Object.assign(metrics, readMotor(well, esp));
}
