import { z } from 'zod';
import { quantity } from '../../../quantity.ts';
import {
  chokeSection,
  fluidSection,
  operationsSection,
  reservoirSection,
  sensorsSection,
  tubingSection,
} from '../parameters.ts';

/** Electrical submersible pump; all values are engineering judgement within API RP 11S practice. */
const pump = z
  .strictObject({
    /** Drive frequency, Hz. 35-65. */
    frequencyHz: quantity(55, 30, 70),
    /** Pressure rise at 60 Hz: `a0 f^2 - a1 f q - a2 q^2`, f = Hz/60; bar, bar/(Sm3/d), its square. */
    a0Bar: quantity(180, 10, 500),
    a1: quantity(0.03, 0, 1),
    a2: quantity(6e-5, 0, 0.01),
    /** Best efficiency, share, and the flow at which it stands at 60 Hz, Sm3/d. */
    efficiency: quantity(0.62, 0.2, 0.85),
    bestFlow: quantity(850, 20, 5_000),
    /** Pressure between bottom and intake, bar. */
    intakeBelowBar: quantity(10, 0, 100),
  })
  .prefault({});

const motor = z
  .strictObject({
    /** Current without load and rated, A; rated shaft power, kW; voltage at 60 Hz, V. */
    idleAmp: quantity(33, 1, 500),
    ratedAmp: quantity(60, 2, 500),
    ratedKw: quantity(200, 5, 2_000),
    volt: quantity(2_300, 200, 6_000),
    /** Rise at rated load and flow, K, and time constant, min. */
    riseK: quantity(35, 1, 150),
    tauMin: quantity(15, 1, 200),
    /** Temperature that trips the drive, degrees C. 180-200. */
    tripC: quantity(190, 80, 300),
    /** Insulation of cable and motor, megohm; below the second the drive trips. */
    insulationMohm: quantity(1_000, 1, 10_000),
    insulationTripMohm: quantity(1.5, 0.01, 100),
    /** Vibration in operation, g rms. 0.05-0.5. */
    vibrationG: quantity(0.12, 0, 5),
    /** White noise of current and vibration, share. */
    noise: quantity(0.01, 0, 0.5),
  })
  .prefault({});

export const oilWellEspModel = z.strictObject({
  reservoir: reservoirSection(180, 10, 80),
  fluid: fluidSection(30, 0.5),
  tubing: tubingSection(2_200, 250),
  choke: chokeSection(93),
  operations: operationsSection,
  sensors: sensorsSection,
  pump,
  motor,
  /** How wells differ: sd of the log of productivity and gas-oil ratio. Engineering judgement. */
  variation: quantity(0.05, 0, 0.5),
});

export type OilWellEspParameters = z.output<typeof oilWellEspModel>;
