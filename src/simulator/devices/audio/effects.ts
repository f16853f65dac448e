import type { OperatingState } from './unit.ts';

/** States in which people or a server keep a device. */
type Hold = Extract<OperatingState, 'standby' | 'updating'>;

/** What active faults do to the physics at this instant; a healthy device has all at rest. */
export interface AudioEffects {
  /** Factor of the thermal resistances of processor and case. */
  ventResistance: number;
  /** Factors of the battery's resistance and capacity, and current that leaks inside it, 1/h of capacity. */
  cellResistance: number;
  capacity: number;
  leakRate: number;
  /** Factors of distortion, of the first driver's coil resistance, and of its resonance. */
  distortion: number;
  coilResistance: number;
  resonance: number;
  /** Added to the level at the microphone, to the noise that remains, to the signal, dB. */
  micDb: number;
  ancDb: number;
  radioDb: number;
  /** Share of the air time that others take. */
  busyAir: number;
  /** Added to the room's temperature, K. */
  roomK: number;
  /** Blocks of audio that come too late, 1/h of play, and what the signal processor needs more, share. */
  underrunsPerH: number;
  dspShare: number;
  /** Whether it runs the release that leaks, and the state in which it is kept; none when absent. */
  badRelease: boolean;
  hold: Hold | undefined;
  /** Memory lost, share of what is free after a boot, 1/h, and crashes, 1/h. */
  leakPerH: number;
  crashesPerH: number;
}

export function healthyEffects(): AudioEffects {
  return restored({} as AudioEffects);
}

/** Puts every effect to rest, in place: faults are applied anew at each step. */
export function restored(effects: AudioEffects): AudioEffects {
  return Object.assign(effects, {
    ventResistance: 1,
    cellResistance: 1,
    capacity: 1,
    leakRate: 0,
    distortion: 1,
    coilResistance: 1,
    resonance: 1,
    micDb: 0,
    ancDb: 0,
    radioDb: 0,
    busyAir: 0,
    roomK: 0,
    underrunsPerH: 0,
    dspShare: 0,
    badRelease: false,
    hold: undefined,
    leakPerH: 0,
    crashesPerH: 0,
  } satisfies AudioEffects);
}
