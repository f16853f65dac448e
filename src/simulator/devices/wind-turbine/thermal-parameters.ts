import { z } from 'zod';
import { quantity } from '../../quantity.ts';

// Temperatures of the turbine model; "LHB" and "judgement" as in parameters.ts.

export const oil = z
  .strictObject({
    /** Cooler thermostat, degrees C. LHB on 59.8-60.5, off 55.3-56 by unit. */
    coolerOnC: quantity(60.4, 30, 100),
    coolerOffC: quantity(56, 20, 100),
    /** Loss to the nacelle at standstill, min. LHB median 1,180. */
    passiveTauMin: quantity(1_180, 60, 5_000),
    /** Heating while running, K per 10 min: `heatIdleK + heatLoadK * load`. LHB net 0.25-0.77. */
    heatIdleK: quantity(0.7, 0, 5),
    heatLoadK: quantity(0.6, 0, 5),
    /** Cooling, K per 10 min: `coolerK * (1 + coolerLoad * load)`. LHB net -0.4 to -0.7. */
    coolerK: quantity(0.85, 0, 10),
    coolerLoad: quantity(1.5, 0, 10),
  })
  .prefault({});

export const stator = z
  .strictObject({
    /** Fan thermostat, degrees C. LHB on 65.0, off 54-55.5. */
    fanOnC: quantity(65, 30, 120),
    fanOffC: quantity(55.3, 20, 120),
    /**
     * Time constants to the nacelle, min: running without and with the fan, and at standstill. LHB:
     * 67-83 with the fan from its cooling rates, 480-570 at standstill; the first from the cycle.
     */
    passiveTauMin: quantity(200, 10, 1_000),
    fanTauMin: quantity(83, 5, 1_000),
    standstillTauMin: quantity(530, 10, 5_000),
    /** Heating, K per 10 min: `heatIdleK + heatSquareK * load^2`, copper losses. Fitted to LHB. */
    heatIdleK: quantity(2.4, 0, 20),
    heatSquareK: quantity(6.1, 0, 40),
    /**
     * Rise over the fan's limit, K, that doubles the loss of heat without the fan (draught of the hot
     * housing). Judgement: with the fan lost, 90-120 degrees at rated.
     */
    draughtK: quantity(35, 1, 500),
  })
  .prefault({});

export const bearings = z
  .strictObject({
    /** Time constants, min: gearbox high-speed and intermediate shaft, generator ends, rotor. LHB. */
    hssTauMin: quantity(30, 1, 500),
    imsTauMin: quantity(17, 1, 500),
    generatorDriveEndTauMin: quantity(52, 1, 500),
    generatorFarEndTauMin: quantity(80, 1, 500),
    mainTauMin: quantity(460, 10, 5_000),
    /**
     * Steady states by regression on LHB. Gearbox: `base + oil share * oil + speed * rr + load * p`, in
     * degrees C and K; rr and p are shares of rated speed and power.
     */
    hssBaseC: quantity(10.5, -50, 100),
    hssOilShare: quantity(0.7, 0, 2),
    hssSpeedK: quantity(20.5, 0, 100),
    hssLoadK: quantity(-1.5, -50, 100),
    imsBaseC: quantity(6.2, -50, 100),
    imsOilShare: quantity(0.83, 0, 2),
    imsSpeedK: quantity(18, 0, 100),
    imsLoadK: quantity(3.5, -50, 100),
    /** Generator ends: rise over the nacelle while turning, K. LHB 15-18 at the drive end. */
    generatorDriveEndRiseK: quantity(17.5, 0, 100),
    generatorFarEndRiseK: quantity(13, 0, 100),
    /** Rotor bearing: `base + ambient share * ambient + speed * rr`. LHB 11-12, 0.6, 13-17. */
    mainBaseC: quantity(11.5, -50, 100),
    mainAmbientShare: quantity(0.6, 0, 2),
    mainSpeedK: quantity(14, 0, 100),
    /** Nacelle air: time constants without and with the fan, min. LHB. */
    nacelleTauMin: quantity(28, 1, 500),
    nacelleFanTauMin: quantity(9, 1, 500),
    /**
     * Its rise over ambient without the fan: a share of that of the gear oil (LHB 0.27-0.37 in stops
     * of an hour to days), and while running so much more, K; and the rise with the fan, K. LHB.
     */
    nacelleOilShare: quantity(0.33, 0, 1),
    nacelleRiseK: quantity(6.5, 0, 60),
    nacelleFanRiseK: quantity(5, 0, 60),
  })
  .prefault({});
