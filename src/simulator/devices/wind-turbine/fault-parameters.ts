import { z } from 'zod';
import { quantity } from '../../quantity.ts';

/**
 * What each fault does at a damage of 1. No public data holds these faults at signal level (CARE, EDP
 * and WMEP report cases and rates): sizes are engineering judgement within the ranges named.
 */
export const turbineFaultSizes = z
  .strictObject({
    gearboxBearingWear: z
      .strictObject({
        /** Friction heat at rated speed, K. EDP and CARE cases +2 to +20. */
        hssHeatK: quantity(20, 0, 60),
        imsHeatK: quantity(14, 0, 60),
        /** Vibration velocity and oil particles gained, multiples of the healthy level. */
        vibrationGain: quantity(4, 0, 30),
        particleGain: quantity(9, 0, 100),
        /** Kurtosis above 3 that impacts would give if they did not merge at the end. FEMTO, IMS. */
        kurtosis: quantity(10.6, 0, 100),
      })
      .prefault({}),
    generatorBearingWear: z
      .strictObject({
        /** Friction heat of the drive-end bearing at rated speed, K. Literature +5 to +25. */
        heatK: quantity(25, 0, 60),
        /** Vibration velocity gained, multiples of the healthy level. */
        vibrationGain: quantity(3, 0, 30),
      })
      .prefault({}),
    bladeIcing: z
      .strictObject({
        /** Air below which wet air freezes on the blades, degrees C. IEA Wind Task 19. */
        belowC: quantity(2, -10, 5),
        /** Share of the aerodynamic power that full ice takes. IEA Wind Task 19: up to 0.6. */
        powerLoss: quantity(0.6, 0, 0.95),
        /** Time constants of building up (1-6) and of melting (2-12), hours. */
        buildTauH: quantity(3, 0.2, 24),
        meltTauH: quantity(6, 0.2, 48),
        /** Ice, share of full, at which the anemometer begins to freeze. */
        anemometerFrom: quantity(0.85, 0, 1),
        /** Share of its reading that a frozen anemometer loses. */
        anemometerLoss: quantity(0.9, 0, 1),
        /** Ice that stops the turbine and ice that lets it start again, share of full. */
        stopShare: quantity(0.9, 0.05, 1),
        restartShare: quantity(0.3, 0, 1),
      })
      .prefault({}),
    yawMisalignment: z
      .strictObject({
        /** Bias of the wind vane that the nacelle follows, degrees. 5-15 in the literature. */
        vaneDeg: quantity(15, -45, 45),
      })
      .prefault({}),
    pitchOffset: z
      .strictObject({
        /** Angle of the one blade off the others', degrees. 1-6. */
        pitchDeg: quantity(6, -15, 15),
        /** Share of the aerodynamic power lost. 0.01 at 1 degree to 0.1 at 6. */
        powerLoss: quantity(0.1, 0, 0.5),
        /** Tower acceleration (once a turn) gained, multiples of the healthy level. 0.5-2. */
        towerGain: quantity(2, 0, 20),
      })
      .prefault({}),
    anemometerUnderRead: z
      .strictObject({
        /** Share of the wind speed that worn anemometer bearings do not show. 0.05-0.2. */
        share: quantity(0.2, 0, 0.9),
      })
      .prefault({}),
    hydraulicLeak: z
      .strictObject({
        /** Share of the pressure lost: 0.16 a week over the fault's own fortnight. 0.05-0.2 a week. */
        pressureLoss: quantity(0.32, 0, 1),
        /** Leak rate gained, multiples of the healthy one: the pump runs that much more often. */
        leakGain: quantity(4, 0, 50),
      })
      .prefault({}),
    leadingEdgeErosion: z
      .strictObject({
        /** Share of the aerodynamic power lost. 0.005-0.05. */
        powerLoss: quantity(0.05, 0, 0.3),
      })
      .prefault({}),
    windAnomaly: z
      .strictObject({
        /** Height of the excursion over the wind there is, m/s. */
        windMps: quantity(18, 0, 40),
        /** Turbulence gained, share. */
        turbulenceGain: quantity(0.6, 0, 3),
      })
      .prefault({}),
    curtailment: z
      .strictObject({
        /** Share of rated power that is forbidden. Caps of 40-80 % are usual. */
        share: quantity(0.6, 0, 1),
      })
      .prefault({}),
    noiseMode: z
      .strictObject({
        /** Shares of rated rotor speed and of rated power given up. Sound-managed power curves. */
        speedShare: quantity(0.1, 0, 0.5),
        powerShare: quantity(0.2, 0, 0.8),
      })
      .prefault({}),
  })
  .prefault({});

export type TurbineFaultSizes = z.output<typeof turbineFaultSizes>;
