import { z } from 'zod';
import { quantity } from '../../quantity.ts';
import { machineFaultSizes } from './fault-parameters.ts';
import { MACHINE_KINDS } from './kinds.ts';

interface KindDefaults {
  readonly powerKw: number;
  readonly speedRpm: number;
  readonly cycleS: number;
  readonly duty: number;
  readonly lowLoad: number;
  readonly highLoad: number;
  readonly idleSpeed: number;
  readonly baseMms: number;
  readonly pressureBar: number;
  readonly flowLpm: number;
}

/** What differs between the kinds. Defaults are catalogue-like values by engineering judgement. */
function kind(defaults: KindDefaults) {
  return z
    .strictObject({
      /** Rated shaft power, kW, and rated speed, 1/min. */
      powerKw: quantity(defaults.powerKw, 0.1, 5_000),
      speedRpm: quantity(defaults.speedRpm, 10, 60_000),
      /** Speed at which it works, share of rated: what a frequency converter sets. */
      runSpeedShare: quantity(1, 0.1, 1.2),
      /** Speed while it waits, share of rated. */
      idleSpeedShare: quantity(defaults.idleSpeed, 0, 1),
      /** Length of a work cycle, s, and share of it under full load. */
      cycleS: quantity(defaults.cycleS, 5, 3_600),
      dutyShare: quantity(defaults.duty, 0, 0.8),
      /** Load in the cycle's valley and on its plateau, share of rated torque. */
      lowLoadShare: quantity(defaults.lowLoad, 0, 1),
      highLoadShare: quantity(defaults.highLoad, 0, 1.2),
      /** Healthy vibration at rated speed, mm/s rms 10-1000 Hz. ISO 20816-3 zone A; 0.7-1.4. */
      baseMms: quantity(defaults.baseMms, 0, 20),
      /** Pressure at work (delivery, or supply of coolant or air), bar. */
      pressureBar: quantity(defaults.pressureBar, 0, 400),
      /** Flow at work, L/min; 0 has no flow sensor. SKAB's rig 32-128. */
      flowLpm: quantity(defaults.flowLpm, 0, 100_000),
    })
    .prefault({});
}

const operation = z
  .strictObject({
    /** Uninterrupted work, s: 3 to 9 min, then a wait for parts. Judgement. */
    runS: quantity(360, 30, 36_000),
    waitS: quantity(50, 1, 3_600),
    /** Waits before a changeover to the next recipe, and how long that takes, s. Judgement. */
    runsPerRecipe: z.int().min(1).max(1_000).default(24),
    changeoverS: quantity(900, 10, 36_000),
    /** Scatter of the load from one run to the next, share. Judgement. */
    recipeShare: quantity(0.05, 0, 0.5),
    /** Cutting time of a tool, min, and time to change it, s. AI4I 200-240; judgement. */
    toolLifeMin: quantity(220, 5, 10_000),
    toolChangeS: quantity(180, 5, 3_600),
    /** More torque with a tool at the end of its life, share. Judgement. */
    toolTorqueShare: quantity(0.06, 0, 1),
    /** From a trip to the repair, and the repair, h. Corrective maintenance of machines: 8 in all. */
    failureH: quantity(7, 0.01, 1_000),
    repairH: quantity(1, 0.01, 1_000),
    /** Time constant of the speed, s. Judgement. */
    speedTauS: quantity(2, 0.05, 60),
    /** Slip of a healthy belt, % of the speed. Catalogues of V-belts 1-2. */
    beltCreepPct: quantity(1.2, 0, 10),
    /** Power while not running, share of rated: controls and hydraulics. Judgement. */
    standbyShare: quantity(0.03, 0, 0.5),
    /** Losses while turning without load, share of rated; efficiency under load. IEC 60034-30. */
    noLoadShare: quantity(0.08, 0, 0.5),
    efficiencyShare: quantity(0.92, 0.3, 1),
  })
  .prefault({});

const thermal = z
  .strictObject({
    /** Rise of the winding at rated power, K. 60-80 for class B rise (IEC 60034-1). */
    motorRiseK: quantity(70, 5, 150),
    /** Time constants of the winding running and stopped, min. Judgement within 30-100. */
    motorRunTauMin: quantity(35, 1, 500),
    motorStopTauMin: quantity(90, 1, 1_000),
    /** Rise of the bearing with speed (power 1.3) and with load, K. Judgement. */
    bearingSpeedK: quantity(18, 0, 100),
    bearingLoadK: quantity(8, 0, 100),
    bearingTauMin: quantity(22, 1, 500),
    /** Housing between air and winding: share of its rise, and time constant, min. Judgement. */
    housingShare: quantity(0.5, 0, 1),
    housingTauMin: quantity(15, 1, 500),
    /** Winding temperature that trips the motor, degrees C. Class F, IEC 60034-1. */
    tripC: quantity(155, 60, 250),
  })
  .prefault({});

const vibration = z
  .strictObject({
    /** Residual unbalance (1x) and misalignment (2x) at rated speed, mm/s. Judgement. */
    residualOnceMms: quantity(0.3, 0, 10),
    residualTwiceMms: quantity(0.2, 0, 10),
    /** Log-normal scatter of one snapshot, share. FEMTO bearings 5-10 %. */
    scatter: quantity(0.06, 0, 0.5),
    /** Part of that variance which lasts, and how long, s. SKAB: autocorrelation 0.19, 0.15, 0.03 at 1, 10, 60 s. */
    scatterLasting: quantity(0.19, 0, 1),
    scatterTauS: quantity(38, 0.1, 86_400),
    /** Kurtosis of a healthy bearing above 3: median over the units. FEMTO 0-1.2. */
    kurtosisExcess: quantity(0.25, 0, 5),
    /** Acceleration at rated speed, g rms. SKAB 0.03-0.25. */
    accelerationG: quantity(0.12, 0, 10),
    /** Velocity that trips the machine, mm/s, and for how long, s. Judgement, after zone C/D of ISO 20816-3. */
    tripMms: quantity(7.1, 0.5, 100),
    tripS: quantity(10, 0, 600),
  })
  .prefault({});

/** How a rolling bearing dies. FEMTO (17 bearings) and IMS run-to-failure tests; heat and crest judgement. */
const bearing = z
  .strictObject({
    /** Level at the end of life over the healthy one: median, and sd of its log. FEMTO 1.3-31, median 5. */
    endGain: quantity(4.9, 0, 100),
    endGainSdLog: quantity(0.65, 0, 2),
    /**
     * Power of the damage with which the level grows: median, and sd of its log. With exponential damage
     * it doubles in the last 0.3-9 % of the life (FEMTO).
     */
    steepness: quantity(7, 1, 50),
    steepnessSdLog: quantity(0.5, 0, 2),
    /** Chance that a spall heals for a while; it is seen where the level is high. FEMTO: about half of the runs. */
    healingChance: quantity(0.6, 0, 1),
    /** Kurtosis and crest factor that impacts add at most about 0.5 and 0.6 of. FEMTO: kurtosis to 6 and more. */
    kurtosis: quantity(9, 0, 400),
    crest: quantity(4.8, 0, 50),
    /** Friction heat at the end, K. Judgement: 5-25 in the last fifth of the life. */
    heatK: quantity(22, 0, 100),
  })
  .prefault({});

const sensors = z
  .strictObject({
    /** White noise of temperatures, K, of pressure, bar, and of flow, share. SKAB. */
    temperatureNoiseK: quantity(0.1, 0, 5),
    pressureNoiseBar: quantity(0.26, 0, 10),
    flowNoiseShare: quantity(0.012, 0, 0.5),
    /** Steps in which pressure and flow are read, bar and L/min. SKAB 0.33 bar. */
    pressureStepBar: quantity(0.33, 0.001, 10),
    flowStepLpm: quantity(0.5, 0.001, 100),
  })
  .prefault({});

/** How far units of one kind differ: standard deviations about the model's values. Judgement. */
const variation = z
  .strictObject({
    thermalShare: quantity(0.05, 0, 0.5),
    vibrationShare: quantity(0.12, 0, 0.5),
    cycleShare: quantity(0.1, 0, 0.5),
    bearingK: quantity(1.5, 0, 20),
    pressureShare: quantity(0.03, 0, 0.5),
  })
  .prefault({});

export const machineModel = z
  .strictObject({
    /** Kinds that the fleet goes through, one machine after the other. */
    kinds: z
      .array(z.enum(MACHINE_KINDS))
      .min(1)
      .max(100)
      .default([...MACHINE_KINDS]),
    spindle: kind({
      powerKw: 15,
      speedRpm: 6_000,
      cycleS: 90,
      duty: 0.5,
      lowLoad: 0.15,
      highLoad: 0.8,
      idleSpeed: 0,
      baseMms: 0.8,
      pressureBar: 12,
      flowLpm: 0,
    }),
    pump: kind({
      powerKw: 22,
      speedRpm: 2_950,
      cycleS: 240,
      duty: 0.4,
      lowLoad: 0.55,
      highLoad: 0.85,
      idleSpeed: 0,
      baseMms: 1.2,
      pressureBar: 6,
      flowLpm: 120,
    }),
    compressor: kind({
      powerKw: 37,
      speedRpm: 2_970,
      cycleS: 150,
      duty: 0.45,
      lowLoad: 0.25,
      highLoad: 0.9,
      idleSpeed: 0,
      baseMms: 1.4,
      pressureBar: 8,
      flowLpm: 5_500,
    }),
    conveyor: kind({
      powerKw: 5.5,
      speedRpm: 1_450,
      cycleS: 30,
      duty: 0.3,
      lowLoad: 0.35,
      highLoad: 0.65,
      idleSpeed: 0,
      baseMms: 0.7,
      pressureBar: 6,
      flowLpm: 0,
    }),
    operation,
    thermal,
    vibration,
    bearing,
    sensors,
    variation,
    /** What each fault does at its end. */
    faults: machineFaultSizes,
  })
  .superRefine((model, context) => {
    for (const name of MACHINE_KINDS) {
      const { lowLoadShare, highLoadShare } = model[name];
      if (lowLoadShare <= highLoadShare) continue;
      context.addIssue({
        code: 'custom',
        path: [name, 'highLoadShare'],
        message: `expected at least lowLoadShare (${lowLoadShare}), got ${highLoadShare}`,
      });
    }
  })
  .prefault({});

export type MachineParameters = z.output<typeof machineModel>;

export type KindParameters = MachineParameters['spindle'];
