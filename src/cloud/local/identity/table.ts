import type { Log } from '../../../runtime/log.ts';

/** What every table of the registry needs. */
export interface TableOptions {
  readonly folder: string;
  readonly log: Log;
  /** ms since the epoch, the machine's time of day. */
  readonly now: () => number;
  /** A fresh UUID. */
  readonly newId: () => string;
  /** Called after every change that may alter what a connected device is allowed to do. */
  readonly changed: () => void;
}

/** API reference, CreateThing and CreateThingType: pattern of names. */
export const NAME = /^[a-zA-Z0-9:_-]{1,128}$/u;
