import { z } from 'zod';
import { quantity } from '../../quantity.ts';
import { audioFaultSizes } from './fault-parameters.ts';

/**
 * Parameters of the audio model. No public telemetry of such a fleet was found, so these ranges are the
 * least anchored of all families: "judgement" is an engineering judgement without data. Loudspeaker
 * heat after Klippel, "Nonlinear Modeling of the Heat Transfer in Loudspeakers", JAES 52 (2004).
 */
interface KindDefaults {
  readonly ratedW: number;
  readonly coilOhm: number;
  readonly resonanceHz: number;
  readonly splMaxDb: number;
  readonly coilKPerW: number;
  readonly magnetKPerW: number;
  readonly magnetTauMin: number;
  readonly idleW: number;
  readonly socKPerW: number;
  readonly boxKPerW: number;
  readonly cells: number;
  readonly capacityAh: number;
  readonly cellOhm: number;
  readonly memoryMb: number;
}

function kind(own: KindDefaults) {
  return z
    .strictObject({
      /** Electrical power at full volume, peaks of the programme, W. Judgement. */
      ratedW: quantity(own.ratedW, 0.001, 500),
      /** Resistance of the voice coil at 25 degrees C, ohm, and resonance, Hz. Judgement. */
      coilOhm: quantity(own.coilOhm, 1, 600),
      resonanceHz: quantity(own.resonanceHz, 10, 2_000),
      /** Sound pressure at full volume, dB at the listener. Judgement. */
      splMaxDb: quantity(own.splMaxDb, 60, 130),
      /** Coil to magnet, K/W, and its time constant, s. Klippel 2004: 6-10 K/W, 1-10 s. */
      coilKPerW: quantity(own.coilKPerW, 0.5, 1_000),
      coilTauS: quantity(3, 0.2, 30),
      /** Magnet to the air in the case, K/W and min. Klippel 2004: 3-5 K/W, 10-60 min. */
      magnetKPerW: quantity(own.magnetKPerW, 0.5, 1_000),
      magnetTauMin: quantity(own.magnetTauMin, 1, 120),
      /** Consumption of processor and radio awake, W; in standby a share of it. Judgement. */
      idleW: quantity(own.idleW, 0.001, 50),
      standbyShare: quantity(0.06, 0, 1),
      /** Processor to the air in the case, K/W and min; fanless boards 7-10 K/W. Judgement. */
      socKPerW: quantity(own.socKPerW, 0.5, 1_000),
      socTauMin: quantity(8, 0.5, 60),
      /** Case to room, K/W and min. Judgement. */
      boxKPerW: quantity(own.boxKPerW, 0.1, 500),
      boxTauMin: quantity(25, 1, 300),
      /** Processor temperatures: throttles above, runs free below, shuts down, degrees C. Judgement. */
      throttleC: quantity(85, 40, 120),
      releaseC: quantity(75, 30, 115),
      shutdownC: quantity(98, 50, 130),
      /** Cells in series, capacity, Ah, and resistance of a cell, ohm. Judgement. */
      cells: z.int().min(1).max(8).default(own.cells),
      capacityAh: quantity(own.capacityAh, 0.02, 50),
      cellOhm: quantity(own.cellOhm, 0.005, 2),
      /** Memory free after a boot, MB. Judgement. */
      memoryMb: quantity(own.memoryMb, 0.1, 16_000),
    })
    .prefault({});
}

const usage = z
  .strictObject({
    /** Sessions a day; with 30 min in the median 1-4 h of play a day. Judgement. */
    playsPerDay: quantity(3, 0, 48),
    /** Length of a session: median, min, and sd of its log; none is longer than the limit. */
    playMedianMin: quantity(30, 1, 600),
    playSdLog: quantity(0.8, 0, 2),
    playMaxMin: quantity(180, 1, 1_440),
    /** Factor of the number of sessions on Saturday and Sunday. Judgement. */
    weekendFactor: quantity(1.4, 0, 5),
    /** Time from the end of a session to standby, min. Judgement. */
    idleMin: quantity(20, 1, 600),
    /** Volume from silent to full, dB. Volume is Beta(2, 3). Judgement. */
    volumeRangeDb: quantity(30, 10, 80),
    /** Peak over mean power of music. IEC 60268-5 programme noise: 6 dB. */
    crest: quantity(4, 1, 50),
    /** State of charge below which a user puts it on charge after use, share. Judgement. */
    chargeBelow: quantity(0.4, 0.1, 0.95),
  })
  .prefault({});

const battery = z
  .strictObject({
    /** Charging current over capacity, 1/h, and at which share of it charging ends. IEC 61960. */
    chargeRate: quantity(0.5, 0.05, 3),
    endRate: quantity(0.05, 0.005, 0.3),
    /** Fade per full cycle, percent: 80 % after 500-800 cycles of a consumer cell is 0.025-0.04. */
    fadePctPerCycle: quantity(0.03, 0, 1),
    /** Fade by time at 25 degrees C, percent a year, doubling every 11 K. Judgement, 2-4. */
    fadePctPerYear: quantity(3, 0, 50),
    /** Capacity that a long rest gives back until the next use, percent. Judgement, 0.2-1. */
    regainPct: quantity(0.6, 0, 10),
  })
  .prefault({});

const radio = z
  .strictObject({
    /** Signal at one metre, dBm, and exponent of the path loss; indoors 2.2-3.5. ITU-R P.1238. */
    atOneMetreDbm: quantity(-38, -70, 0),
    exponent: quantity(2.7, 1.6, 6),
    /** Nearest and farthest place of a device from its access point, m. Judgement. */
    nearM: quantity(2, 0.3, 100),
    farM: quantity(7, 0.3, 200),
    /** Slow fading: sd, dB, and memory, min. Judgement. */
    shadowDb: quantity(2.5, 0, 15),
    shadowTauMin: quantity(20, 0.1, 600),
    /** A body or a door in the way: loss, dB, and mean times with and without, min. Judgement. */
    doorDb: quantity(6, 0, 30),
    doorShutMin: quantity(6, 0.1, 600),
    doorOpenMin: quantity(50, 0.1, 6_000),
  })
  .prefault({});

const firmware = z
  .strictObject({
    /** Versions as numbers, 4.2.1 is 40201, and the share of devices that run the newer one. */
    version: z.int().min(1).default(40_201),
    newerVersion: z.int().min(1).default(40_300),
    /** Release of a cohort fault, and memory that it loses a day, share. Judgement. */
    badVersion: z.int().min(1).default(40_310),
    badLeakPerDay: quantity(2.4, 0, 100),
    newerShare: quantity(0.4, 0, 1),
    /** Crashes a day of either version. Judgement. */
    crashesPerDay: quantity(0.01, 0, 1_000),
    newerCrashesPerDay: quantity(0.015, 0, 1_000),
    /** Memory that either version loses, share of what is free after a boot, a day. Judgement. */
    leakPerDay: quantity(0.002, 0, 10),
    newerLeakPerDay: quantity(0.004, 0, 10),
    /** Chance that an older device updates when it goes to standby. Judgement. */
    updateChance: quantity(0.005, 0, 1),
  })
  .prefault({});

export const audioModel = z
  .strictObject({
    /** Share of the devices that are headphones; the others are smart speakers. */
    headphoneShare: quantity(0.25, 0, 1),
    'smart-speaker': kind({
      ratedW: 20, coilOhm: 4, resonanceHz: 75, splMaxDb: 90, coilKPerW: 8, magnetKPerW: 4,
      magnetTauMin: 25, idleW: 1.8, socKPerW: 8.5, boxKPerW: 2, cells: 2, capacityAh: 3.4,
      cellOhm: 0.05, memoryMb: 220,
    }), // prettier-ignore
    headphone: kind({
      ratedW: 0.2, coilOhm: 32, resonanceHz: 95, splMaxDb: 100, coilKPerW: 90, magnetKPerW: 40,
      magnetTauMin: 15, idleW: 0.09, socKPerW: 110, boxKPerW: 20, cells: 1, capacityAh: 0.8,
      cellOhm: 0.12, memoryMb: 12,
    }), // prettier-ignore
    usage,
    battery,
    radio,
    firmware,
    /** What each fault does at its end. */
    faults: audioFaultSizes,
  })
  .prefault({});

export type AudioParameters = z.output<typeof audioModel>;
export type AudioKind = 'smart-speaker' | 'headphone';
export type KindParameters = AudioParameters[AudioKind];
