/**
 * Failures that end a pump's run, per year: Weibull life of 1,000 days and shape 1.2 (900-1,100 and
 * 1.1-1.3 in the literature), whose mean is 941 days.
 */
const RUNS_PER_YEAR = 0.39;

/** Share of them that is electrical, in a study of ten wells (JEPT 4(4), 2022). */
const ELECTRICAL_SHARE = 0.61;

export const ELECTRICAL_PER_YEAR = ELECTRICAL_SHARE * RUNS_PER_YEAR;
/** Shared out over the mechanical modes by engineering judgement. */
export const MECHANICAL_PER_YEAR = (1 - ELECTRICAL_SHARE) * RUNS_PER_YEAR;
