/**
 * What a forecast takes for given beside prices and traffic; any of it can be changed on the command
 * line. Sizes and times of scoring: means over four profiles, an hour to a day of eight devices each
 * behind their edge filters.
 */
export const ASSUMPTIONS = {
  /** Measured 0.15 to 0.53 ms on one core at 3 GHz; twice that on the 0.58 cores of 1,024 MB. */
  'score-record-ms': 0.7,
  /** Time of a batch beside its records: reading it, one call to each of two services. Judgement. */
  'score-batch-ms': 20,
  /** Most scored records change no episode and cost one JSON parse. Judgement. */
  'alert-record-ms': 0.05,
  'alert-batch-ms': 5,
  /** Measured 430 to 790. */
  'scored-record-bytes': 580,
  /** A device's state with half of its journal; measured 1,870 to 3,990. */
  'state-bytes': 2_700,
  /** Compressed; measured 83,000 to 111,000. */
  'snapshot-bytes': 92_000,
  'alert-bytes': 1_000,
  /** Alerts of a device in a month, false ones included. Judgement. */
  'alerts-per-device': 1,
  /** Addresses that each alert is mailed to. */
  'alert-emails': 1,
} as const satisfies Readonly<Record<string, number>>;

type AssumptionName = keyof typeof ASSUMPTIONS;
export type Assumptions = Readonly<Record<AssumptionName, number>>;
