import type { RunEvent } from '../../telemetry/run-event.ts';
import type { LocalTwin } from './open-twin.ts';
import type { Publisher } from './telemetry-path.ts';

/** The devices' way to the twin. */
export interface Link extends Publisher, AsyncDisposable {
  connectedCount(): number;
  /** Devices that the broker will not have. */
  refusedCount(): number;
  /** Only where the connections are simulated. */
  readonly control?: LinkControl;
}

/** What can be done to the connections of devices. */
export interface LinkControl {
  /** No way to the broker until `restore`; what the devices have to say waits in their outboxes. */
  cut(devices: readonly string[]): void;
  /** Resolves when those are connected again that can be. */
  restore(devices: readonly string[]): Promise<void>;
  /** Breaks the connections off at once; each device comes back by itself. Resolves as `restore`. */
  drop(devices: readonly string[]): Promise<void>;
  /** A new certificate for the device, in use before the old one is made inactive. */
  rotateCertificate(device: string): Promise<void>;
}

export interface LinkContext {
  readonly twin: LocalTwin;
  readonly signal: AbortSignal;
  readonly tell: (event: RunEvent) => void;
}

/** Stands for the way of devices that were never connected. */
export const NO_LINK: Link = {
  publish: (device) => Promise.reject(new Error(`${device} was never connected`)),
  connectedCount: () => 0,
  refusedCount: () => 0,
  [Symbol.asyncDispose]: () => Promise.resolve(),
};
