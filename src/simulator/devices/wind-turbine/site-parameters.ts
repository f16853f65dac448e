import { z } from 'zod';
import { quantity } from '../../quantity.ts';

/**
 * Farm wind. The marginal is Weibull in the free stream at hub height; its normal score is the sum of
 * two Ornstein-Uhlenbeck processes and a short-lived part whose variance fluctuates. Fitted to the
 * four turbines of La Haute Borne ("LHB": ENGIE open data 2013-2018).
 */
const wind = z
  .strictObject({
    /** Weibull shape of the ten-minute mean over a year, dimensionless. LHB 2.16-2.49. */
    weibullK: quantity(2.24, 1, 5),
    /** Weibull scale, m/s, free stream. LHB 5.80-6.25 behind the rotor, about 0.95 of this. */
    weibullAMps: quantity(6.3, 1, 20),
    /** Farm wind at the first instant, m/s; drawn from the distribution when absent. */
    startMps: z.number().min(0.5).max(35).optional(),
    /** Share of the short time scale in the variance of the normal score. LHB 0.17-0.50. */
    shortShare: quantity(0.3, 0, 1),
    /** Short time scale, minutes. LHB 195-443. */
    shortTauMin: quantity(250, 10, 5_000),
    /** Long time scale (passing weather), minutes. LHB 863-2753. */
    longTauMin: quantity(1_650, 60, 20_000),
    /** Share of the ten-minute fluctuation in the variance. LHB 0.020-0.037. */
    fluctuationShare: quantity(0.0155, 0, 0.3),
    /** Memory of that fluctuation, seconds. From the sd of LHB's power within ten minutes. */
    fluctuationTauS: quantity(600, 10, 1_800),
    /** Standard deviation of the log of its amplitude; makes increments heavy-tailed. LHB 0.75. */
    volatility: quantity(0.93, 0, 1.5),
    /** Memory of the amplitude, minutes. LHB 120. */
    volatilityTauMin: quantity(120, 5, 2_000),
    /** Share of the slow variance that all turbines have in common. LHB level correlation 0.95. */
    sharedShare: quantity(0.965, 0, 1),
    /** Memory of a turbine's own slow part (wake, terrain), minutes. Engineering judgement. */
    localTauMin: quantity(150, 5, 5_000),
    /** Share of the ten-minute fluctuation in common. LHB increment correlation 0.35-0.56. */
    sharedFluctuationShare: quantity(0.08, 0, 1),
    /** Amplitude of the daily cycle of the normal score. LHB: mean speed +-6 %. */
    diurnalAmplitude: quantity(0.12, 0, 1),
    /** Hour (UTC) of the daily maximum. LHB: minimum between 06 and 15 h. */
    diurnalPeakHour: quantity(22, 0, 24),
    /** Amplitude of the yearly cycle of the normal score. LHB: +14 % in winter, -18 % in August. */
    seasonalAmplitude: quantity(0.33, 0, 1),
    /** Day of the year of the yearly maximum. LHB: mid February. */
    seasonalPeakDay: quantity(46, 0, 366),
    /** Prevailing wind direction, degrees from north. */
    prevailingDeg: quantity(230, 0, 360),
    /** Concentration of directions about it (von Mises kappa). Engineering judgement. */
    directionConcentration: quantity(0.8, 0, 10),
    /** Time in which the direction forgets itself, hours. Engineering judgement. */
    directionTauH: quantity(14, 1, 200),
  })
  .prefault({});

/** Air at hub height, near La Haute Borne's climate. Normals by engineering judgement. */
const air = z
  .strictObject({
    /** Yearly mean temperature, degrees C. */
    meanC: quantity(11.5, -30, 40),
    /** Half the difference between the warmest and the coldest month, K. */
    seasonalK: quantity(9.5, 0, 30),
    /** Half the daily range, K. */
    diurnalK: quantity(2.4, 0, 15),
    /** Standard deviation of passing weather, K, and its memory, hours. */
    weatherSdK: quantity(3.4, 0, 15),
    weatherTauH: quantity(36, 1, 500),
  })
  .prefault({});

/** Grid at the point of common coupling. LHB: 49.99 +- 0.02 Hz, 699 +- 5 V. */
const grid = z
  .strictObject({
    /** Mean frequency and its standard deviation, Hz. */
    frequencyHz: quantity(49.99, 45, 65),
    frequencySdHz: quantity(0.02, 0, 1),
    /** Mean line voltage at the generator terminals and its standard deviation, V. */
    voltage: quantity(699, 100, 40_000),
    voltageSd: quantity(5, 0, 500),
  })
  .prefault({});

export const windFarmSite = z.strictObject({
  /** Name of the site; part of every topic. */
  name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/u, 'letters, digits, - and _'),
  /** Degrees north and east of the farm's first turbine. */
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  /** Altitude of the hubs above the sea, m; sets the air's density. */
  altitudeM: quantity(100, -400, 5_000),
  /** Distance between neighbouring turbines, m. LHB about 350. */
  spacingM: quantity(350, 50, 5_000),
  wind,
  air,
  grid,
});

export type WindFarmSiteParameters = z.output<typeof windFarmSite>;
