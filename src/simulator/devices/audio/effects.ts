import type { OperatingState } from './unit.ts';

/** States in which people or a server keep a device. */
type Hold = Extract<OperatingState, 'standby' | 'updating'>;

/** What active faults do to the physics at this instant; a healthy device has all at rest. */
export class AudioEffects {
  /** Factor of the thermal resistances of processor and case. */
  ventResistance = 1;
  /** Factors of the battery's resistance and capacity, and current that leaks inside it, 1/h of capacity. */
  cellResistance = 1;
  capacity = 1;
  leakRate = 0;
  /** Factors of distortion, of the first driver's coil resistance, and of its resonance. */
  distortion = 1;
  coilResistance = 1;
  resonance = 1;
  /** Added to the level at the microphone, to the noise that remains, to the signal, dB. */
  micDb = 0;
  ancDb = 0;
  radioDb = 0;
  /** Share of the air time that others take. */
  busyAir = 0;
  /** Added to the room's temperature, K. */
  roomK = 0;
  /** Blocks of audio that come too late, 1/h of play, and what the signal processor needs more, share. */
  underrunsPerH = 0;
  dspShare = 0;
  /** Whether it runs the release that leaks, and the state in which it is kept; none when absent. */
  badRelease = false;
  hold: Hold | undefined = undefined;
  /** Memory lost, share of what is free after a boot, 1/h, and crashes, 1/h. */
  leakPerH = 0;
  crashesPerH = 0;
}

const AT_REST: Readonly<AudioEffects> = new AudioEffects();

/** Puts every effect to rest, in place: faults are applied anew at each step. */
export function restore(effects: AudioEffects): void {
  Object.assign(effects, AT_REST);
}
