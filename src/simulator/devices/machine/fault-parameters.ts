import { z } from 'zod';
import { quantity } from '../../quantity.ts';

/**
 * What each fault does at a damage of 1. ISO 20816-3, NEMA MG 1, AI4I 2020 and the ranges that each fault names; no public data hold these
 * faults at signal level, so within them sizes are engineering judgement.
 */
export const machineFaultSizes = z
  .strictObject({
    beltSlip: z
      .strictObject({
        /** Share of the speed lost. */
        slipShare: quantity(0.12, 0, 0.9),
        /** Unsteady velocity at rated speed, mm/s. */
        looseMms: quantity(0.8, 0, 50),
        /** Scatter of the vibration gained, multiples of the healthy one. */
        scatterGain: quantity(1, 0, 20),
        /** Friction heat of the bearing at rated speed, K. */
        heatK: quantity(4, 0, 100),
      })
      .prefault({}),
    cavitation: z
      .strictObject({
        /** Noise of the pressure gained, multiples of the healthy one. */
        pressureNoiseGain: quantity(4, 0, 20),
        /** Share of the pressure lost. */
        pressureLoss: quantity(0.05, 0, 1),
        /** Share of the flow lost. */
        flowLoss: quantity(0.16, 0, 1),
        /** Acceleration gained, multiples of the healthy one. */
        accelerationGain: quantity(3, 0, 50),
        /** Unsteady velocity at rated speed, mm/s. */
        looseMms: quantity(1, 0, 50),
      })
      .prefault({}),
    electricalUnbalance: z
      .strictObject({
        /** Unbalance of the phase currents, %. */
        unbalancePct: quantity(16, 0, 100),
        /** Current of the worst phase gained, share. */
        currentGain: quantity(0.4, 0, 5),
        /** Heat in the winding gained, share. */
        heatGain: quantity(0.35, 0, 5),
        /** Velocity twice a turn at rated speed, mm/s. */
        twiceMms: quantity(0.6, 0, 50),
      })
      .prefault({}),
    heatWave: z
      .strictObject({
        /** Warmer air, K. */
        ambientK: quantity(10, 0, 40),
      })
      .prefault({}),
    heavyRecipe: z
      .strictObject({
        /** Torque gained, share. */
        torqueGain: quantity(0.25, 0, 5),
        /** Longer cycles, share. */
        cycleGain: quantity(0.3, 0, 10),
      })
      .prefault({}),
    imbalance: z
      .strictObject({
        /** Velocity once a turn at rated speed, mm/s. */
        onceMms: quantity(5, 0, 50),
      })
      .prefault({}),
    looseness: z
      .strictObject({
        /** Unsteady velocity at rated speed, mm/s. */
        looseMms: quantity(3, 0, 50),
        /** Scatter of the vibration gained, multiples of the healthy one. */
        scatterGain: quantity(3, 0, 20),
        /** Kurtosis added. */
        kurtosis: quantity(0.8, 0, 100),
        /** Acceleration gained, multiples of the healthy one. */
        accelerationGain: quantity(0.6, 0, 50),
      })
      .prefault({}),
    lubricationLoss: z
      .strictObject({
        /** Friction heat of the bearing at rated speed, K. */
        heatK: quantity(16, 0, 100),
        /** Acceleration gained, multiples of the healthy one. */
        accelerationGain: quantity(2.5, 0, 50),
        /** Kurtosis added. */
        kurtosis: quantity(0.6, 0, 100),
      })
      .prefault({}),
    misalignment: z
      .strictObject({
        /** Velocity twice a turn at rated speed, mm/s. */
        twiceMms: quantity(3.5, 0, 50),
        /** Friction heat of the bearing at rated speed, K. */
        heatK: quantity(5, 0, 100),
      })
      .prefault({}),
    overheating: z
      .strictObject({
        /** Share of the cooling lost. */
        coolingLoss: quantity(0.5, 0, 0.95),
      })
      .prefault({}),
    sealLeak: z
      .strictObject({
        /** Share of the pressure lost. */
        pressureLoss: quantity(0.35, 0, 1),
        /** Share of the flow lost. */
        flowLoss: quantity(0.2, 0, 1),
      })
      .prefault({}),
    sensorDrift: z
      .strictObject({
        /** What the thermometer reads too much, K. */
        biasK: quantity(15, -200, 200),
      })
      .prefault({}),
    toolBreak: z
      .strictObject({
        /** Share of the torque lost. */
        torqueLoss: quantity(0.4, 0, 1),
        /** Velocity once a turn at rated speed, mm/s. */
        onceMms: quantity(1.8, 0, 50),
        /** Kurtosis added. */
        kurtosis: quantity(1.2, 0, 100),
        /** Crest factor added. */
        crest: quantity(0.8, 0, 50),
        /** Acceleration gained, multiples of the healthy one. */
        accelerationGain: quantity(1.2, 0, 50),
      })
      .prefault({}),
    toolWear: z
      .strictObject({
        /** Torque gained, share. */
        torqueGain: quantity(0.4, 0, 5),
        /** Unsteady velocity at rated speed, mm/s. */
        looseMms: quantity(1.2, 0, 50),
        /** Acceleration gained, multiples of the healthy one. */
        accelerationGain: quantity(1.5, 0, 50),
      })
      .prefault({}),
  })
  .prefault({});

export type MachineFaultSizes = z.output<typeof machineFaultSizes>;
