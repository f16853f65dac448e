/** One sample of one device: what a device measured at one instant, before anything filtered it. */
export interface Reading {
  /** Thing name, unique in the fleet, e.g. `wt-001`. */
  readonly device: string;
  readonly site: string;
  /** Device family, e.g. `wind_turbine`. */
  readonly type: string;
  /** Serial number of the physical unit; a replaced unit keeps its device name and changes this. */
  readonly serial: string;
  /** Source time, milliseconds since the Unix epoch (simulated time in a simulation). */
  readonly ts: number;
  /** Metric name, unit in its suffix (`gear_oil_c`), to value. A metric that has no value is absent. */
  readonly metrics: Readonly<Record<string, number>>;
  /** OPC UA-like quality; absent means good. */
  readonly quality?: 'uncertain' | 'bad';
}
