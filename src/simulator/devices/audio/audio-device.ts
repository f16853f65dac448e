import { PmSimError } from '../../../runtime/errors.ts';
import { NormalBatch } from '../../../runtime/normal-batch.ts';
import type { Random } from '../../../runtime/random.ts';
import { Afflictions } from '../../faults/afflictions.ts';
import { diffusionPace, gainPace } from '../../signals/pace.ts';
import type { Device, DeviceInfo } from '../device.ts';
import { stepAcoustics } from './acoustics.ts';
import { readVoltage, stepBattery } from './battery.ts';
import { AudioEffects, restore } from './effects.ts';
import { AUDIO_FAULTS, type ApplyFault } from './faults/index.ts';
import { secondsToCrash, stepFirmware } from './firmware.ts';
import { initialState } from './initial-state.ts';
import type { AudioParameters } from './parameters.ts';
import { meanSignalDbm, stepRadio } from './radio.ts';
import type { AudioSiteParameters } from './site-parameters.ts';
import { readAudio } from './telemetry.ts';
import { stepThermal } from './thermal.ts';
import type { AudioPaces, AudioUnit } from './unit.ts';
import { leaveState, obey, rest } from './usage.ts';
import { drawVariation } from './variation.ts';

export interface AudioFleetOptions {
  readonly model: AudioParameters;
  readonly site: AudioSiteParameters;
  readonly startMs: number;
  readonly random: Random;
}

/** Lived through before the first instant, so that charge, heat and session are those of any day. */
const PAST_MS = 12 * 3_600_000;
/** Longest step of the physics, ms: thermostats, charger and limits must see themselves passed. */
const STEP_MAX_MS = 60_000;

/** A fleet of audio devices: returns what makes them. Each draws from its own streams. */
export function createAudioFleet(options: AudioFleetOptions): (info: DeviceInfo) => Device {
  return (info) => createAudioDevice(info, options);
}

function createAudioDevice(info: DeviceInfo, options: AudioFleetOptions): Device {
  const unit = assemble(options, options.random.fork(`device:${info.name}`));
  const afflictions = new Afflictions<ApplyFault>();
  advance(unit, options.startMs);
  return {
    info,
    advance(ts) {
      const underWay = afflictions.at(ts);
      if (underWay.length > 0) {
        restore(unit.effects);
        for (const { plan, obeyed: apply } of underWay) {
          apply(unit.effects, plan.damageAt(ts), unit.parameters.faults);
        }
        obey(unit);
      }
      advance(unit, ts);
    },
    metrics: () => readAudio(unit),
    state: () => unit.state.operating,
    canHave(mode) {
      const fault = AUDIO_FAULTS.find((one) => one.mode === mode);
      return fault !== undefined && (fault.kinds?.includes(unit.kind) ?? true);
    },
    afflict(plan) {
      const fault = AUDIO_FAULTS.find(({ mode }) => mode === plan.event.mode);
      if (fault === undefined) return;
      if (fault.kinds !== undefined && !fault.kinds.includes(unit.kind)) {
        throw new PmSimError(
          'fault/not-applicable',
          `${info.name} is a ${unit.kind}, which cannot have "${fault.mode}".`,
          { hint: `It is a fault of: ${fault.kinds.join(', ')}.` },
        );
      }
      afflictions.add(plan, fault.apply);
    },
  };
}

function assemble({ model, site, startMs }: AudioFleetOptions, random: Random): AudioUnit {
  const kind = random.fork('kind').chance(model.headphoneShare) ? 'headphone' : 'smart-speaker';
  const beginning = { ms: startMs - PAST_MS, parameters: model, site };
  const variation = drawVariation(random.fork('variation'), model);
  const sensors = random.fork('sensors');
  const unit: AudioUnit = {
    kind,
    own: model[kind],
    parameters: model,
    site,
    variation,
    signalDbm: meanSignalDbm(model, variation.distanceM),
    state: initialState(beginning, random.fork('initial')),
    effects: new AudioEffects(),
    random: {
      usage: random.fork('usage'),
      radio: random.fork('radio'),
      links: random.fork('links'),
      firmware: random.fork('firmware'),
      acoustics: random.fork('acoustics'),
      sensors,
    },
    noise: new NormalBatch(sensors, SENSORS),
    paces: restingPaces(),
  };
  rest(unit);
  readVoltage(unit);
  return unit;
}

/** Draws of a reading, without those that only some kinds have. */
const SENSORS = 15;

function restingPaces(): AudioPaces {
  return {
    box: gainPace(),
    soc: gainPace(),
    amp: gainPace(),
    magnet: gainPace(),
    coil: gainPace(),
    battery: gainPace(),
    gauge: gainPace(),
    rest: gainPace(),
    use: gainPace(),
    gaps: gainPace(),
    shadow: diffusionPace(),
    room: diffusionPace(),
  };
}

/** Steps from event to event, so that power is constant within a step; then what is slow or random. */
function advance(unit: AudioUnit, ts: number): void {
  const { state } = unit;
  const from = state.nowMs;
  while (state.nowMs < ts) {
    const crashMs = state.nowMs + Math.max(1, Math.ceil(secondsToCrash(unit) * 1_000));
    const next = Math.min(ts, state.nowMs + STEP_MAX_MS, state.untilMs, crashMs);
    const stepS = (next - state.nowMs) / 1_000;
    stepThermal(unit, stepS);
    state.nowMs = next;
    stepBattery(unit, stepS);
    stepFirmware(unit, stepS);
    if (state.nowMs >= state.untilMs) leaveState(unit);
    readVoltage(unit);
  }
  stepRadio(unit, (ts - from) / 1_000);
  stepAcoustics(unit, (ts - from) / 1_000);
}
