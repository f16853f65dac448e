import { z } from 'zod';
import { quantity } from '../../quantity.ts';
import { bearings, oil, stator } from './thermal-parameters.ts';
import { turbineFaultSizes } from './fault-parameters.ts';

/**
 * Parameters of the turbine model. "LHB" in a source means measured on the four Senvion MM82 of La
 * Haute Borne (ENGIE open data 2013-2018); "judgement" means an engineering judgement without data.
 */
const rating = z
  .strictObject({
    /** Rated electrical power, kW. MM82 data sheet, LHB maximum of ten-minute means 2,051. */
    powerKw: quantity(2_050, 10, 20_000),
    /** Rotor speed at which the speed is held constant, 1/min. LHB 17.15. */
    rotorRpm: quantity(17.15, 3, 60),
    /** Ratio of the gearbox. LHB 104.95. */
    gearRatio: quantity(104.95, 1, 200),
    /** Largest momentary power, share of rated. LHB 1.11. */
    overshoot: quantity(1.12, 1, 1.3),
  })
  .prefault({});

const operation = z
  .strictObject({
    /** Wind behind the rotor (ten-minute mean) that starts the turbine, m/s. MM82 data sheet. */
    cutInMps: quantity(3.5, 1, 8),
    /** Wind that lets it stop again, m/s. Judgement, for about three starts a day (Kelmarsh). */
    cutOutLowMps: quantity(3, 0.5, 8),
    /** Wind that stops it for a storm, m/s, and how far it must drop before a restart. */
    cutOutMps: quantity(24, 10, 40),
    cutOutHysteresisMps: quantity(3, 0.5, 10),
    /** Momentary wind that stops it at once, m/s. IEC 61400-1 storm practice; judgement. */
    cutOutGustMps: quantity(33, 15, 60),
    /** Time from release to the grid, s. Kelmarsh status log: median 280. */
    runUpS: quantity(280, 10, 3_600),
    /** Time from the stop command to standstill, s. Judgement. */
    stopS: quantity(60, 5, 600),
    /** Oil temperatures that limit the power, stop the turbine, and allow a restart, degrees C. */
    oilDerateC: quantity(75, 40, 120),
    oilTripC: quantity(80, 40, 130),
    oilRestartC: quantity(65, 20, 120),
    /** Stator temperatures that stop it and allow a restart, degrees C. IEC 60034 class F: 155. */
    statorTripC: quantity(140, 60, 200),
    statorRestartC: quantity(80, 40, 150),
    /** Power allowed while derated, share of rated. Judgement. */
    derateShare: quantity(0.6, 0.1, 1),
    /** Consumption of pumps, fans and heaters at standstill, kW. LHB 2-17. */
    auxiliaryKw: quantity(6, 0, 100),
  })
  .prefault({});

const dynamics = z
  .strictObject({
    /** Time constants of rotor speed, power and pitch, s. LHB (power, rotor), judgement (pitch). */
    rotorTauS: quantity(6, 0.1, 60),
    powerTauS: quantity(5, 0.1, 60),
    pitchTauS: quantity(4, 0.1, 60),
    /**
     * Scatter of the wind over the rotor's disc about the anemometer's, share: it makes the scatter
     * of ten-minute power about the curve. LHB 0.038-0.054 from the sd of power by wind.
     */
    discScatter: quantity(0.038, 0, 0.3),
    /** Memory of that scatter, min. Judgement. */
    discScatterTauMin: quantity(600, 1, 2_000),
    /** Wind behind the rotor over free stream when running (IEC 61400-12-2). LHB 0.93-0.95. */
    nacelleTransfer: quantity(0.94, 0.7, 1.1),
    /** Multiplies the turbulence table. 1 is LHB, near class B of IEC 61400-1. */
    turbulenceFactor: quantity(1, 0, 3),
    /** Multiplies the table of the turbulence's memory, 4 s in a light wind and 36 in a strong. LHB. */
    turbulenceTauFactor: quantity(1, 0.1, 10),
  })
  .prefault({});

const hydraulics = z
  .strictObject({
    /** Pressure between which the pump holds brake and pitch, bar. Judgement. */
    upperBar: quantity(170, 20, 400),
    lowerBar: quantity(152, 20, 400),
    /** Time in which the healthy leak takes it from the upper to the lower limit, s. Judgement. */
    cycleS: quantity(1_500, 10, 86_400),
    /** Pressure that stops the turbine, bar. Judgement. */
    tripBar: quantity(105, 5, 400),
  })
  .prefault({});

const yaw = z
  .strictObject({
    /** Standard deviation, degrees, and memory, min, of the wind about the nacelle. LHB sd 7. */
    errorSdDeg: quantity(6.2, 0, 30),
    errorTauMin: quantity(10, 0.5, 120),
    /** Error that starts a yaw movement, degrees, and its speed, degrees/s. Judgement. */
    deadbandDeg: quantity(8, 1, 45),
    rateDegPerS: quantity(0.5, 0.05, 5),
    /** Twist of the tower cable at which the nacelle turns back, degrees. Kelmarsh: 13 min. */
    unwindDeg: quantity(400, 180, 2_000),
    /** Exponent of the cosine in the loss of power to misalignment. 2-3 in the literature. */
    lossExponent: quantity(2.5, 0, 5),
  })
  .prefault({});

const vibration = z
  .strictObject({
    /** Gearbox velocity, mm/s rms 10-1000 Hz: `base + speed * rr + load * p`. ISO 20816-21 range. */
    gearboxBaseMms: quantity(0.6, 0, 20),
    gearboxSpeedMms: quantity(1.6, 0, 20),
    gearboxLoadMms: quantity(0.6, 0, 20),
    /** Generator velocity, same form. Judgement within ISO 20816-21. */
    generatorBaseMms: quantity(0.4, 0, 20),
    generatorSpeedMms: quantity(1.4, 0, 20),
    generatorLoadMms: quantity(0.5, 0, 20),
    /** Log-normal scatter of one snapshot, share. Bearing rigs 5-10 %. */
    scatter: quantity(0.08, 0, 0.5),
    /** Tower acceleration, mg: `base + gain * sd of the wind in m/s`. 5-25 in operation. */
    towerBaseMg: quantity(4, 0, 100),
    towerGainMg: quantity(9, 0, 100),
    /** Particles above 4 micrometres in a millilitre of gear oil. ISO 4406 class 17. */
    oilParticlesPerMl: quantity(900, 0, 1e6),
  })
  .prefault({});

const sensors = z
  .strictObject({
    /** White noise of a temperature sensor, K. Judgement for a PT100 chain. */
    temperatureNoiseK: quantity(0.05, 0, 5),
    /** White noise of the line voltage, V. Judgement. */
    voltageNoiseV: quantity(0.5, 0, 50),
    /** Share of values that a sensor fails to deliver; the metric is then absent. */
    missingShare: quantity(0, 0, 0.5),
  })
  .prefault({});

/** How far units of one type differ: standard deviations about the model's values. */
const variation = z
  .strictObject({
    /** Mean wind by site in the farm, and power by unit, share. LHB: A 5.80-6.25. */
    windShare: quantity(0.02, 0, 0.3),
    powerShare: quantity(0.01, 0, 0.2),
    /** Levels of the cooler's and of the fan's thermostat, K. LHB: oil 56.3-63.5 at high load. */
    coolerThermostatK: quantity(1.5, 0, 10),
    fanThermostatK: quantity(0.4, 0, 10),
    /** Level of the gearbox bearings, K. LHB 60.8-65.5 at low load. */
    bearingK: quantity(1.3, 0, 20),
    /** Thermal gains and vibration levels, share. Judgement. */
    thermalShare: quantity(0.05, 0, 0.5),
    /** Time constant of the oil's loss of heat, share. LHB 465-2,700 min by unit. */
    passiveShare: quantity(0.3, 0, 1),
    vibrationShare: quantity(0.1, 0, 0.5),
    /** Vane misalignment, degrees. LHB mean -0.04 to 0.43. */
    vaneDeg: quantity(0.3, 0, 10),
  })
  .prefault({});

export const windTurbineModel = z
  .strictObject({
    rating,
    operation,
    dynamics,
    oil,
    stator,
    bearings,
    hydraulics,
    yaw,
    vibration,
    sensors,
    variation,
    faults: turbineFaultSizes,
  })
  .superRefine((model, context) => {
    const { operation: o, oil: cooler, stator: fan, hydraulics: h } = model;
    const ice = model.faults.bladeIcing;
    const orders: readonly (readonly [readonly string[], number, number, string])[] = [
      [['operation', 'cutOutMps'], o.cutInMps, o.cutOutMps, 'above cutInMps'],
      [['operation', 'cutInMps'], o.cutOutLowMps, o.cutInMps, 'above cutOutLowMps'],
      [['operation', 'oilTripC'], o.oilDerateC, o.oilTripC, 'above oilDerateC'],
      [['operation', 'oilDerateC'], o.oilRestartC, o.oilDerateC, 'above oilRestartC'],
      [['operation', 'statorTripC'], o.statorRestartC, o.statorTripC, 'above statorRestartC'],
      [['hydraulics', 'upperBar'], h.lowerBar, h.upperBar, 'above lowerBar'],
      [['hydraulics', 'lowerBar'], h.tripBar, h.lowerBar, 'above tripBar'],
      [
        ['faults', 'bladeIcing', 'stopShare'],
        ice.restartShare,
        ice.stopShare,
        'above restartShare',
      ],
      [['oil', 'coolerOnC'], cooler.coolerOffC, cooler.coolerOnC, 'above coolerOffC'],
      [['stator', 'fanOnC'], fan.fanOffC, fan.fanOnC, 'above fanOffC'],
    ];
    for (const [path, low, high, expected] of orders) {
      if (low >= high) {
        context.addIssue({
          code: 'custom',
          path: [...path],
          message: `expected a value ${expected} (${low}), got ${high}`,
        });
      }
    }
  })
  .prefault({});

export type WindTurbineParameters = z.output<typeof windTurbineModel>;
