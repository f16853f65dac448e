import type { Random } from '../../../runtime/random.ts';
import { diffusion } from '../../signals/relaxation.ts';
import type { Device, DeviceInfo } from '../device.ts';
import type { Operations, WellFault } from './faults/well-fault.ts';
import { wellRates } from './initial-well.ts';
import { createOilWell, PAST_STEP_S, type OilField } from './oil-well.ts';
import type { OilFieldSiteParameters } from './site-parameters.ts';
import type { WellModel, WellRates } from './well.ts';

export interface OilFieldOptions<Sizes> {
  readonly model: WellModel & { readonly faults: Sizes };
  readonly site: OilFieldSiteParameters;
  readonly faults: readonly WellFault<Sizes & Operations>[];
  readonly startMs: number;
  readonly random: Random;
}

/** A field: returns what makes its wells. Each draws from its own streams, named after it. */
export function createOilField<Sizes>(
  options: OilFieldOptions<Sizes>,
): (info: DeviceInfo) => Device {
  const { model, site, faults, startMs, random } = options;
  const sizes = { ...model.operations, ...model.faults };
  const find = (wanted: string): WellFault<Sizes & Operations> | undefined =>
    faults.find(({ mode }) => mode === wanted);
  const field: OilField = {
    model,
    esp: 'pump' in model ? model : undefined,
    ambientC: site.ambientC,
    startMs,
    pastRates: {
      fine: wellRates(PAST_STEP_S, model),
      whole: wellRates(PAST_STEP_S, model, PAST_STEP_S),
    },
    ratesOf: createRates(model),
    normals: {
      beforeChoke: new Float64Array(3),
      behindChoke: new Float64Array(5),
      pump: new Float64Array(4),
    },
    flowlineBar: createFlowline(site, startMs, random.fork('flowline')),
    effectOf(mode) {
      const fault = find(mode);
      if (fault === undefined) return undefined;
      return (effects, damage) => fault.apply(effects, damage, sizes);
    },
    adapted: (mode) => ({ ...mode, ...find(mode.mode)?.adapted?.(model.operations) }),
  };
  return (info) => createOilWell(info, field, random.fork(`device:${info.name}`));
}

/** Wells mostly step alike, so the last rates are kept. */
function createRates(model: WellModel): (stepS: number) => WellRates {
  let last: WellRates | undefined;
  return (stepS) => {
    if (last?.stepS !== stepS) last = wellRates(stepS, model);
    return last;
  };
}

/** Step of the flowline's process, ms: its own, so that the number of wells does not change it. */
const FLOWLINE_STEP_MS = 10_000;

function createFlowline(
  site: OilFieldSiteParameters,
  startMs: number,
  random: Random,
): (ts: number) => number {
  const { keep, kick } = diffusion(FLOWLINE_STEP_MS / 1_000, 60 * site.flowlineTauMin);
  let deviation = random.normal();
  let at = startMs;
  return (ts) => {
    for (; at + FLOWLINE_STEP_MS <= ts; at += FLOWLINE_STEP_MS) {
      deviation = keep * deviation + kick * random.normal();
    }
    return Math.max(1, site.flowlineBar + site.flowlineSdBar * deviation);
  };
}
