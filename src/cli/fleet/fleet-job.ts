/** A run that is split over machines, whoever starts them. */
export interface FleetJob {
  /** Lower-case letters, digits and hyphens: a DNS label. */
  readonly name: string;
  readonly image: string;
  readonly shards: number;
  /** Arguments of `pm-sim`, the same for all shards. */
  readonly args: readonly string[];
  /** Of one shard. */
  readonly cpus: number;
  readonly memoryMib: number;
}
