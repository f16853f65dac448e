import { z } from 'zod';
import { quantity } from '../../../quantity.ts';
import {
  refuseDisorder,
  reservoirOrders,
  type Order,
  type OrderedModel,
} from '../parameter-order.ts';
import {
  chokeSection,
  faultSizes,
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
    /** Temperature below which a tripped motor may start again, degrees C. Engineering judgement. */
    restartC: quantity(140, 40, 300),
    /** Wait before a start once the cause of a trip is gone, min: the liquid falls back. Judgement. */
    restartMin: quantity(30, 0, 1_440),
    /** Insulation of cable and motor, megohm; below the second the drive trips. */
    insulationMohm: quantity(1_000, 1, 10_000),
    insulationTripMohm: quantity(1.5, 0.01, 100),
    /** Vibration in operation, g rms. 0.05-0.5. */
    vibrationG: quantity(0.12, 0, 5),
    /** White noise of current and vibration, share. */
    noise: quantity(0.01, 0, 0.5),
  })
  .prefault({});

/** Final sizes of the faults of a pump and its motor at severity 1; engineering judgement. */
const espFaultSizes = {
  waterCutRise: faultSizes.waterCutRise,
  chokeRestriction: faultSizes.chokeRestriction,
  chokeErosion: faultSizes.chokeErosion,
  leakAnnulus: faultSizes.leakAnnulus,
  sandAcoustic: faultSizes.sandAcoustic,
  /** Gas lock: shares of the head and of the motor's cooling lost. Current -25 to -45 %. */
  gasHead: quantity(0.8, 0, 1),
  gasCooling: quantity(0.3, 0, 0.95),
  /** Pump-off: share of the productivity lost. */
  pumpOff: quantity(0.7, 0, 1),
  /** Stage wear: share of the head lost, 0.1-0.4, and vibration gained, g. */
  wearHead: quantity(0.35, 0, 1),
  wearVibrationG: quantity(0.3, 0, 10),
  /** Scale in the pump: shares of the head and of the motor's cooling lost. */
  scaleHead: quantity(0.25, 0, 1),
  scaleCooling: quantity(0.25, 0, 0.95),
  /** Broken shaft: share of the idle current lost. Current falls to 35-50 %. */
  shaftCurrent: quantity(0.25, 0, 1),
  /** Insulation loss: decades of resistance lost; three end below the trip. */
  insulationDecades: quantity(3, 0, 8),
  /** Intake plugging: loss of pressure before the pump at its best flow, bar. */
  plugBar: quantity(40, 0, 200),
  /** Tubing leak: share of the lifted liquid that falls back. */
  leakFlow: quantity(0.25, 0, 0.9),
  /** Sand: vibration gained, g. */
  sandVibrationG: quantity(0.15, 0, 10),
} as const;

export const oilWellEspModel = z
  .strictObject({
    reservoir: reservoirSection(180, 10, 80),
    fluid: fluidSection(30, 0.5),
    tubing: tubingSection(2_200, 250),
    choke: chokeSection(93),
    operations: operationsSection,
    sensors: sensorsSection,
    pump,
    motor,
    faults: z.strictObject(espFaultSizes).prefault({}),
    /** How wells differ: sd of the log of productivity and gas-oil ratio. Engineering judgement. */
    variation: quantity(0.05, 0, 0.5),
  })
  .superRefine((model, context) => refuseDisorder(espOrders(model), context))
  .prefault({});

interface EspModel extends OrderedModel {
  readonly motor: z.output<typeof motor>;
}

function espOrders(model: EspModel): readonly Order[] {
  const { motor: m } = model;
  return [
    ...reservoirOrders(model),
    {
      path: ['motor', 'ratedAmp'],
      value: m.ratedAmp,
      is: 'above',
      bound: m.idleAmp,
      of: 'motor.idleAmp',
    },
    {
      path: ['motor', 'restartC'],
      value: m.restartC,
      is: 'below',
      bound: m.tripC,
      of: 'motor.tripC',
    },
    {
      path: ['motor', 'insulationTripMohm'],
      value: m.insulationTripMohm,
      is: 'below',
      bound: m.insulationMohm,
      of: 'motor.insulationMohm',
    },
  ];
}

export type OilWellEspParameters = z.output<typeof oilWellEspModel>;
export type EspFaultSizes = OilWellEspParameters['faults'];
