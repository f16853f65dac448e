// What a consumer makes of an agent's messages: duplicates out by boot and sequence number.

export interface Arrival {
  readonly device: string;
  readonly boot: string;
  readonly seq: number;
  /** The device counts its readings: 1, 2, 3, … */
  readonly n: number;
}

export interface Arrived {
  readonly arrived: number;
  /** Same device, boot and sequence number as an earlier one. */
  readonly duplicates: number;
  /** Messages without the duplicates. */
  readonly consumed: number;
  /** Of these, readings that came before under another boot or number: lines that were read again. */
  readonly reread: number;
  /** Different readings. */
  readonly unique: number;
  /** First arrivals of a reading after a later one of its device. */
  readonly reordered: number;
  /** Sequence numbers that are missing below the highest of their device and boot. */
  readonly holes: number;
}

export function examine(arrivals: readonly Arrival[]): Arrived {
  const messages = new Set<string>();
  const readings = new Set<string>();
  const highest = new Map<string, number>();
  const numbers = new Map<string, { count: number; highest: number }>();
  let reordered = 0;
  for (const { device, boot, seq, n } of arrivals) {
    const message = `${device} ${boot} ${seq}`;
    if (messages.has(message)) continue;
    messages.add(message);
    const start = numbers.get(`${device} ${boot}`) ?? { count: 0, highest: 0 };
    numbers.set(`${device} ${boot}`, {
      count: start.count + 1,
      highest: Math.max(start.highest, seq),
    });
    const reading = `${device} ${n}`;
    if (readings.has(reading)) continue;
    readings.add(reading);
    if (n < (highest.get(device) ?? 0)) reordered += 1;
    highest.set(device, Math.max(highest.get(device) ?? 0, n));
  }
  return {
    arrived: arrivals.length,
    duplicates: arrivals.length - messages.size,
    consumed: messages.size,
    reread: messages.size - readings.size,
    unique: readings.size,
    reordered,
    holes: [...numbers.values()].reduce((sum, one) => sum + one.highest - one.count, 0),
  };
}

/** Reads the envelope of a telemetry message; an alarm is none. */
export function arrivalOf(payload: string): Arrival | undefined {
  const message = JSON.parse(payload) as {
    readonly device_id: string;
    readonly boot_id: string;
    readonly seq?: number;
    readonly metrics?: { readonly n?: number };
  };
  const { device_id: device, boot_id: boot, seq, metrics } = message;
  if (seq === undefined || metrics?.n === undefined) return undefined;
  return { device, boot, seq, n: metrics.n };
}
