import { z } from 'zod';
import { quantity } from '../../quantity.ts';

/**
 * What each fault does at a damage of 1. No public data hold these faults, so all sizes are engineering judgement within the ranges that
 * each fault names.
 */
export const audioFaultSizes = z
  .strictObject({
    ancDrift: z
      .strictObject({
        /** Noise that remains, added, dB. */
        noiseDb: quantity(10, 0, 40),
      })
      .prefault({}),
    batterySwelling: z
      .strictObject({
        /** Resistance of a cell gained, multiples. */
        resistanceGain: quantity(2, 0, 20),
        /** Share of the capacity lost. */
        capacityLoss: quantity(0.3, 0, 0.95),
      })
      .prefault({}),
    coilOpen: z
      .strictObject({
        /** Resistance of the coil gained, multiples. */
        ohmGain: quantity(300, 0, 10_000),
      })
      .prefault({}),
    coilRub: z
      .strictObject({
        /** Distortion at resonance gained, multiples. */
        distortionGain: quantity(7, 0, 100),
      })
      .prefault({}),
    coilShort: z
      .strictObject({
        /** Share of the resistance lost. */
        ohmLoss: quantity(0.3, 0, 0.95),
      })
      .prefault({}),
    crashLoop: z
      .strictObject({
        /** Crashes an hour. */
        crashesPerH: quantity(60, 0, 3_600),
      })
      .prefault({}),
    dspUnderrun: z
      .strictObject({
        /** Underruns an hour of play. */
        underrunsPerH: quantity(120, 0, 100_000),
        /** Load of the processor while playing gained, share. */
        loadGain: quantity(1.2, 0, 10),
      })
      .prefault({}),
    memoryLeak: z
      .strictObject({
        /** Share of the free memory lost an hour. */
        leakPerH: quantity(0.1, 0, 10),
      })
      .prefault({}),
    micClog: z
      .strictObject({
        /** Level of the microphones, dB. */
        micDb: quantity(15, 0, 60),
      })
      .prefault({}),
    otherRoom: z
      .strictObject({
        /** Signal lost, dB. */
        signalDb: quantity(9, 0, 60),
        /** Cooler room, K. */
        coolerK: quantity(2, -30, 30),
        /** Level of the microphones, dB. */
        micDb: quantity(3, 0, 60),
      })
      .prefault({}),
    overheating: z
      .strictObject({
        /** Thermal resistance gained, share. */
        resistanceGain: quantity(1.5, 0, 10),
      })
      .prefault({}),
    selfDischarge: z
      .strictObject({
        /** Share of the capacity lost an hour, past the gauge. */
        leakPerH: quantity(0.05, 0, 2),
      })
      .prefault({}),
    suspensionCreep: z
      .strictObject({
        /** Share of the resonance lost. */
        resonanceLoss: quantity(0.2, 0, 0.9),
      })
      .prefault({}),
    wifiCongestion: z
      .strictObject({
        /** Share of the air time that others take. */
        busyShare: quantity(0.7, 0, 1),
      })
      .prefault({}),
    wifiFault: z
      .strictObject({
        /** Signal lost, dB. */
        signalDb: quantity(18, 0, 60),
      })
      .prefault({}),
  })
  .prefault({});

export type AudioFaultSizes = z.output<typeof audioFaultSizes>;
