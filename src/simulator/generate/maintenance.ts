import type { Random } from '../../runtime/random.ts';
import type { TruthEvent } from '../../telemetry/truth.ts';

/** An entry of the maintenance record, after the maintenance data of ISO 14224. Times in ms since the epoch. */
export interface WorkOrder {
  readonly wo: string;
  readonly device: string;
  readonly opened: number;
  /** Null: not yet when the data set ends. */
  readonly started: number | null;
  readonly closed: number | null;
  /** Corrective or preventive. */
  readonly type: 'CM' | 'PM';
  /** Null for preventive work. */
  readonly mode: string | null;
  readonly action: 'repair' | 'service';
  /** The truth event that it mends. */
  readonly event: string | null;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Shares of the time from functional failure to the end of the repair after which the order is opened and the crew begins; engineering judgement. */
const OPENED_SHARE = 0.25;
const STARTED_SHARE = 0.8;
/** Time between two services of a device: twice a year; engineering judgement. */
const SERVICE_EVERY_MS = 182 * DAY_MS;
/** Time that a service takes; engineering judgement. */
const SERVICE_MS = { low: 4 * HOUR_MS, high: 8 * HOUR_MS };
/** Share of entries that are missing or entered late; engineering judgement. */
const FLAWED_SHARE = 0.04;
/** How late a late entry is; engineering judgement. */
const LATE_MS = { low: DAY_MS, high: 14 * DAY_MS };

export interface MaintenanceOptions {
  readonly devices: readonly string[];
  readonly truth: readonly TruthEvent[];
  readonly start: number;
  readonly end: number;
  readonly random: Random;
}

/** The record that the crews kept: in order of opening, with the gaps that such records have. */
export function keepMaintenance(options: MaintenanceOptions): readonly WorkOrder[] {
  const { devices, start, end } = options;
  return devices
    .flatMap((device) => ordersOf(device, options))
    .filter(({ opened }) => opened >= start && opened < end)
    .map((order) => seenAt(order, end))
    .toSorted((a, b) => a.opened - b.opened || (a.wo < b.wo ? -1 : 1));
}

function ordersOf(device: string, options: MaintenanceOptions): readonly WorkOrder[] {
  const own = options.truth.filter((event) => event.device === device);
  const random = options.random.fork(`maintenance:${device}`);
  const services = servicesOf(device, options, random.fork('services'));
  const orders = [...own.flatMap((event) => repairOf(event)), ...services];
  return orders.flatMap((order) => asEntered(order, random.fork(order.wo)));
}

/** What ends by itself at its end has nobody sent; what is mended before it fails was seen coming. */
function repairOf(event: TruthEvent): readonly WorkOrder[] {
  const { device, mode, onset, functionalFailure, repaired } = event;
  if (repaired === undefined || repaired === functionalFailure) return [];
  const noticed = repaired < functionalFailure ? onset : functionalFailure;
  const at = (share: number): number => Math.round(noticed + share * (repaired - noticed));
  return [
    {
      wo: `CM-${event.event}`,
      device,
      opened: at(OPENED_SHARE),
      started: at(STARTED_SHARE),
      closed: repaired,
      type: 'CM',
      mode,
      action: 'repair',
      event: event.event,
    },
  ];
}

function servicesOf(
  device: string,
  { start, end }: MaintenanceOptions,
  random: Random,
): readonly WorkOrder[] {
  const orders: WorkOrder[] = [];
  let opened = start + random.int(SERVICE_EVERY_MS);
  for (; opened < end; opened += SERVICE_EVERY_MS) {
    const started = opened + random.int(DAY_MS);
    orders.push({
      wo: `PM-${device}#${orders.length + 1}`,
      device,
      opened,
      started,
      closed: started + Math.round(random.between(SERVICE_MS.low, SERVICE_MS.high)),
      type: 'PM',
      mode: null,
      action: 'service',
      event: null,
    });
  }
  return orders;
}

/** Nothing, the order later than it was, or, nearly always, the order as it was. */
function asEntered(order: WorkOrder, random: Random): readonly WorkOrder[] {
  if (!random.chance(FLAWED_SHARE)) return [order];
  if (random.chance(0.5)) return [];
  const lateMs = Math.round(random.between(LATE_MS.low, LATE_MS.high));
  const late = (ts: number | null): number | null => (ts === null ? null : ts + lateMs);
  return [
    {
      ...order,
      opened: order.opened + lateMs,
      started: late(order.started),
      closed: late(order.closed),
    },
  ];
}

function seenAt(order: WorkOrder, end: number): WorkOrder {
  const known = (ts: number | null): number | null => (ts === null || ts >= end ? null : ts);
  return { ...order, started: known(order.started), closed: known(order.closed) };
}
