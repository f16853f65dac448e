import type { Grant, Link } from './link.ts';

/** What a device has to deliver, and delivers while there is a link. */
export interface Cargo<L extends Link> {
  attach(link: L, grant: Grant): void;
  /** The link is gone: nothing sent on it counts from now on. */
  detach(): void;
  /** The device will never be connected again. */
  rejectAll(error: Error): void;
  inflight(): number;
  /** Messages delivered on the current link; 0 right after `attach`. */
  deliveredOnLink(): number;
}
