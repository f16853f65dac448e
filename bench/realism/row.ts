/** A statistic of the simulation beside the band in which the real one lies. */
export interface RealismRow {
  readonly what: string;
  readonly simulated: number;
  readonly low: number;
  readonly high: number;
}
