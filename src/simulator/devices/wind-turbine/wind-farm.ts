import type { Random } from '../../../runtime/random.ts';
import type { Device, DeviceInfo } from '../device.ts';
import { scoreScale } from './climate.ts';
import type { InflowConstants } from './inflow.ts';
import type { WindTurbineParameters } from './parameters.ts';
import { createCurves } from './power-curve.ts';
import type { WindFarmSiteParameters } from './site-parameters.ts';
import { rememberedRates } from './remembered-rates.ts';
import { createWeather } from './weather.ts';
import { createWindTurbine, type WindFarm } from './wind-turbine.ts';
import { weibullByNormalScore } from '../../signals/weibull.ts';

export interface WindFarmOptions {
  readonly model: WindTurbineParameters;
  readonly site: WindFarmSiteParameters;
  readonly startMs: number;
  readonly intervalMs: number;
  readonly random: Random;
}

/** Weather that the turbines have lived through before the first instant: two days. */
const PAST_STEPS = 288;
const PAST_STEP_MS = 600_000;

/** A farm: returns what makes its turbines. Each draws from its own streams, named after it. */
export function createWindFarm(options: WindFarmOptions): (info: DeviceInfo) => Device {
  const { model, site, startMs, intervalMs, random } = options;
  const weather = createWeather({
    parameters: site,
    random: random.fork('weather'),
    startMs,
    stepMs: intervalMs,
  });
  const curves = createCurves(model);
  const ratesOf = rememberedRates({ model, site, curves });
  const farm: WindFarm = {
    model,
    site,
    curves,
    usualRates: ratesOf(intervalMs / 1_000),
    ratesOf,
    inflow: inflowConstants(site),
    weather,
    past: weather.past(PAST_STEPS, PAST_STEP_MS),
    startMs,
    normals: {
      wind: new Float64Array(4),
      drive: new Float64Array(2),
      vibration: new Float64Array(7),
      sensors: new Float64Array(10),
    },
  };
  return (info) => createWindTurbine(info, farm, random.fork(`device:${info.name}`));
}

function inflowConstants(site: WindFarmSiteParameters): InflowConstants {
  const { wind } = site;
  return {
    quantile: weibullByNormalScore(wind.weibullK),
    scaleMps: wind.weibullAMps,
    slowCommon: Math.sqrt(wind.sharedShare),
    slowOwn: Math.sqrt(1 - wind.sharedShare),
    fluctuationCommon: Math.sqrt(wind.sharedFluctuationShare),
    fluctuationOwn: Math.sqrt(1 - wind.sharedFluctuationShare),
    slowWeight: Math.sqrt(1 - wind.fluctuationShare),
    scoreScale: scoreScale(site),
  };
}
