import { z } from 'zod';
import { quantity } from '../../quantity.ts';

/**
 * Parameters of the well models. "Volve" in a source means the production data of the Volve field
 * (Equinor, 2018), "3W" the real wells of the 3W data set (Vargas et al., JPSE 181, 2019).
 */
export const reservoirSection = (pressureBar: number, index: number, bubblePointBar: number) =>
  z
    .strictObject({
      /** Static pressure, bar. Credible 150-350. */
      pressureBar: quantity(pressureBar, 50, 800),
      /** Productivity index, Sm3/d/bar. Volve 4-171. */
      productivity: quantity(index, 0.5, 500),
      /** Bubble point, bar. Credible 100-230. */
      bubblePointBar: quantity(bubblePointBar, 10, 500),
      /** Temperature at the bottom, degrees C. Volve 100-108. */
      temperatureC: quantity(104, 20, 200),
      /** Decline of the drawdown, 1/year. Volve 0.25-1.54 (Arps). */
      declinePerYear: quantity(0.5, 0, 5),
    })
    .prefault({});

export const fluidSection = (gor: number, waterCut: number) =>
  z
    .strictObject({
      /** Gas-oil ratio, Sm3/Sm3. Volve 150 +- 5. */
      gor: quantity(gor, 0, 1_000),
      /** Share of water in the liquid. Volve 0 to 0.97 over a life. */
      waterCut: quantity(waterCut, 0, 0.99),
      /** Densities of oil in the tubing and of water, kg/m3. Literature values. */
      oilKgM3: quantity(760, 500, 1_000),
      waterKgM3: quantity(1_030, 950, 1_250),
    })
    .prefault({});

export const tubingSection = (depthM: number, conductance: number) =>
  z
    .strictObject({
      /** Vertical depth, m. Volve about 2,700. */
      depthM: quantity(depthM, 300, 6_000),
      /** Flow at 1 bar of friction, Sm3/d. Engineering judgement. */
      conductance: quantity(conductance, 5, 5_000),
      /** Storage at the bottom and at the wellhead, m3/bar. Engineering judgement: 3-20 min. */
      bottomStorage: quantity(0.15, 0.01, 2),
      headStorage: quantity(0.1, 0.01, 2),
      /** Flow that warms the wellhead to 63 % of the way, Sm3/d. Volve: wellhead 24-92 degrees. */
      warmingFlow: quantity(450, 10, 10_000),
      /** Time constant of the wellhead's temperature, min. Engineering judgement. */
      warmingTauMin: quantity(30, 1, 500),
    })
    .prefault({});

/** Choke in the form of Gilbert (1954): bar and Sm3/d from psi and stb/d. */
export const chokeSection = (openingPct: number) =>
  z
    .strictObject({
      /** Opening, percent of 64/64 inch. Credible 25-100. */
      openingPct: quantity(openingPct, 5, 100),
      /** Wellhead over flowline pressure below which the flow is sub-critical. Literature. */
      criticalRatio: quantity(1.7, 1.2, 3),
      /** Scatter of the flow, share, and its memory, min. Engineering judgement. */
      scatter: quantity(0.01, 0, 0.2),
      scatterTauMin: quantity(10, 1, 500),
    })
    .prefault({});

export const operationsSection = z
  .strictObject({
    /** Shut-ins a year. Volve 3.5-10, and their median length, days: 2-16. */
    shutInsPerYear: quantity(5, 0, 100),
    shutInDays: quantity(2, 0.01, 100),
    /** Well tests a year and their longest length, hours; the shortest is half. Monthly, 12-24 h. */
    testsPerYear: quantity(12, 0, 100),
    testHours: quantity(24, 0.1, 100),
    /** Choke during a test, share of its opening. Engineering judgement. */
    testOpening: quantity(0.8, 0.1, 1),
    /** Time in which the choke opens after a shut-in, h. Engineering judgement. */
    rampHours: quantity(2, 0.01, 48),
  })
  .prefault({});

export const sensorsSection = z
  .strictObject({
    /** White noise of bottom and wellhead gauges, bar. 3W 0.003-0.005 at the bottom; judgement. */
    bottomNoiseBar: quantity(0.004, 0, 5),
    headNoiseBar: quantity(0.02, 0, 5),
    /** White noise of the rate meter, share. Engineering judgement. */
    rateNoise: quantity(0.02, 0, 0.3),
    /** Daily factor of the rate, share. Volve 3.7-4.8 %. */
    dayFactor: quantity(0.04, 0, 0.3),
    /** White noise of temperatures, K. Engineering judgement. */
    temperatureNoiseK: quantity(0.05, 0, 5),
  })
  .prefault({});

export const oilWellModel = z.strictObject({
  reservoir: reservoirSection(236, 35, 150),
  fluid: fluidSection(130, 0.2),
  tubing: tubingSection(2_700, 250),
  choke: chokeSection(88),
  operations: operationsSection,
  sensors: sensorsSection,
  /** How wells differ: sd of the log of productivity and gas-oil ratio. Engineering judgement. */
  variation: quantity(0.05, 0, 0.5),
});

export type OilWellParameters = z.output<typeof oilWellModel>;
