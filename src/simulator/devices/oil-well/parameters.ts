import { z } from 'zod';
import { quantity } from '../../quantity.ts';
import { refuseDisorder, wellOrders } from './parameter-order.ts';

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
      /** Share of water late in life, and logistic growth towards it, 1/year. Volve 0.57-0.97, 1-8 years. */
      waterCutEnd: quantity(0.9, 0, 0.99),
      waterCutPerYear: quantity(0.8, 0, 20),
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
      /** Annulus, share of the wellhead's pressure, and its time constant, min. Engineering judgement. */
      annulusShare: quantity(0.4, 0, 1),
      annulusTauMin: quantity(60, 1, 5_000),
      /** Flow that warms the wellhead to 63 % of the way, Sm3/d. Volve: wellhead 24-92 degrees. */
      warmingFlow: quantity(450, 10, 10_000),
      /** Time constant of the wellhead's temperature, min. Engineering judgement. */
      warmingTauMin: quantity(30, 1, 500),
    })
    .prefault({});

/** Flowline and riser between the tree on the sea floor and the choke on deck; none at a dry tree. */
const riserSection = (depthM: number) =>
  z
    .strictObject({
      /** Height, m; 0 is a dry tree. 3W: tree and choke stand 60-130 bar apart. */
      depthM: quantity(depthM, 0, 3_000),
      /** Flow at 1 bar of friction, Sm3/d. Fit to 3W's choke restrictions at tree and choke. */
      conductance: quantity(133, 5, 5_000),
      /** Storage before the choke, m3/bar. Engineering judgement: minutes. */
      topStorage: quantity(0.1, 0.01, 2),
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
      /** Scatter of the flow, share, and its memory, min. Fit to what 3W's bottom gauges show. */
      scatter: quantity(0.009, 0, 0.2),
      scatterTauMin: quantity(10, 1, 500),
    })
    .prefault({});

/** What a crew does to a well. It happens when a campaign plans it or somebody asks for it. */
export const operationsSection = z
  .strictObject({
    /** Shut-ins a year in a campaign. Volve 3.5-10, and their median length, days: 2-16. */
    shutInsPerYear: quantity(5, 0, 100),
    shutInDays: quantity(2, 0.01, 100),
    /** Well tests a year in a campaign, and their length, hours. Monthly, 12-24 h. */
    testsPerYear: quantity(12, 0, 100),
    testHours: quantity(18, 0.1, 100),
    /** Choke during a test, share of its opening. Engineering judgement. */
    testOpening: quantity(0.8, 0.1, 1),
    /** Changes of the choke a year in a campaign, and days until the next. Engineering judgement. */
    chokeChangesPerYear: quantity(8, 0, 365),
    chokeChangeDays: quantity(10, 0.01, 365),
    /** Change of the opening, share: below 0 it closes. Engineering judgement. */
    chokeChange: quantity(-0.12, -0.9, 1),
    /** Time in which the choke opens after a shut-in, h. Engineering judgement. */
    rampHours: quantity(2, 0.01, 48),
  })
  .prefault({});

export const sensorsSection = z
  .strictObject({
    /** White noise of bottom and other pressure gauges, bar. 3W 0.003-0.005 with the flow's scatter. */
    bottomNoiseBar: quantity(0.003, 0, 5),
    headNoiseBar: quantity(0.02, 0, 5),
    /** White noise of the rate meter, share. Engineering judgement. */
    rateNoise: quantity(0.02, 0, 0.3),
    /** Factor of the rate, share, with a memory of a day. Volve: 3.7-4.8 % from day to day. */
    dayFactor: quantity(0.065, 0, 0.3),
    /** White noise of temperatures, K. Engineering judgement. */
    temperatureNoiseK: quantity(0.05, 0, 5),
    /** Acoustic sand detector at 1,000 Sm3/d without sand, its own unit; it grows with the square. */
    sandFloor: quantity(20, 0, 10_000),
    /** Scatter of that detector, sd of the logarithm; three times as much with sand. Judgement. */
    sandScatter: quantity(0.08, 0, 2),
  })
  .prefault({});

/** Flow that comes in waves: the share of gas at the choke rises and falls. */
const unsteadySection = z
  .strictObject({
    /** Periods of severe slugging, min, drawn well by well. 3W: 46-104, middle eight tenths 51-90. */
    slugMinutesLow: quantity(51, 5, 500),
    slugMinutesHigh: quantity(90, 5, 500),
    /** Logarithm of the gas-liquid ratio at the peak of a full slug's blow-out. Fit to 3W. */
    slugGas: quantity(1.2, 0, 3),
    /** Periods of flow instability, min, drawn well by well. 3W: 2.7-9, median 6.7. */
    flutterMinutesLow: quantity(3.5, 0.5, 60),
    flutterMinutesHigh: quantity(8.5, 0.5, 60),
    /** Logarithm of the gas-liquid ratio at the peak of full instability. Fit to 3W. */
    flutterGas: quantity(0.3, 0, 2),
  })
  .prefault({});

/** Final size of each fault at severity 1. Engineering judgement unless it says otherwise. */
export const faultSizes = {
  /** BSW increase: added share of water. 0.2-0.6. */
  waterCutRise: quantity(0.4, 0, 0.9),
  /** Productivity loss: share lost. 0.2-0.7. */
  productivityLoss: quantity(0.5, 0, 1),
  /** Choke restriction: share of the opening lost. 0.05-0.3; 3W: +4 to +11 % before the choke. */
  chokeRestriction: quantity(0.06, 0, 1),
  /** Choke erosion: share of the opening gained in four weeks. 1-3 % a week. */
  chokeErosion: quantity(0.08, 0, 1),
  /** Scaling: shares of the tubing's and of the choke's passage lost. Up to 0.4. */
  scalingTubing: quantity(0.4, 0, 1),
  scalingChoke: quantity(0.2, 0, 1),
  /** Hydrate: share of the tubing's passage lost. 0.5-0.95. */
  hydrate: quantity(0.9, 0, 1),
  /** Tubing leak: how far the annulus rises towards the tubing's pressure, share of the way. */
  leakAnnulus: quantity(0.9, 0, 1),
  /** Sand: added signal of the acoustic detector, its own unit. */
  sandAcoustic: quantity(120, 0, 100_000),
} as const;

export const oilWellModel = z
  .strictObject({
    reservoir: reservoirSection(325, 50, 150),
    fluid: fluidSection(130, 0.2),
    tubing: tubingSection(2_700, 250),
    riser: riserSection(1_000),
    choke: chokeSection(88),
    unsteady: unsteadySection,
    operations: operationsSection,
    sensors: sensorsSection,
    faults: z.strictObject(faultSizes).prefault({}),
    /** How wells differ: sd of the log of productivity and gas-oil ratio. Engineering judgement. */
    variation: quantity(0.05, 0, 0.5),
  })
  .superRefine((model, context) => refuseDisorder(wellOrders(model), context))
  .prefault({});

export type OilWellParameters = z.output<typeof oilWellModel>;
export type WellFaultSizes = OilWellParameters['faults'];
