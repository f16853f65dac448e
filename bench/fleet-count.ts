import type { Frame } from '../src/simulator/connection/lean/frame-parser.ts';

export interface Received {
  readonly messages: number;
  readonly devices: number;
  /** By sequence number: holes up to the highest that came, and numbers that came again. */
  readonly lost: number;
  readonly duplicated: number;
  /** Messages of other runs, late ones or those of somebody else at the broker. */
  readonly strangers: number;
  readonly connections: number;
}

const SEQ = Buffer.from(',"seq":');
const ZERO = 48;

interface Device {
  highest: number;
  count: number;
}

/** Counts telemetry by sequence number; every run has a site, and so a topic prefix, of its own. */
export function createCount() {
  const devices = new Map<string, Device>();
  let site = '';
  let [messages, connections, duplicated, strangers] = [0, 0, 0, 0];

  /** The sequence number is read from the payload without parsing it. */
  function message(topic: string, payload: Buffer): void {
    const [, , where, name = '', kind] = topic.split('/');
    if (kind !== 'telemetry') return;
    if (where !== site) {
      strangers += 1;
      return;
    }
    messages += 1;
    const seq = numberAt(payload, payload.indexOf(SEQ) + SEQ.length);
    let device = devices.get(name);
    if (device === undefined) devices.set(name, (device = { highest: 0, count: 0 }));
    device.count += 1;
    if (seq <= device.highest) duplicated += 1;
    device.highest = Math.max(device.highest, seq);
  }

  return {
    message,
    /** Counts a PUBLISH and returns its packet identifier, 0 at QoS 0. */
    frame({ bytes, start, end, header }: Frame): number {
      const topicEnd = start + 2 + bytes.readUInt16BE(start);
      const hasId = (header & 6) !== 0;
      const payload = bytes.subarray(hasId ? topicEnd + 2 : topicEnd, end);
      message(bytes.toString('latin1', start + 2, topicEnd), payload);
      return hasId ? bytes.readUInt16BE(topicEnd) : 0;
    },
    connected: () => void (connections += 1),
    /** Forgets what has come, and counts what comes of that site: a run numbers its messages from 1. */
    watch(next: string): void {
      site = next;
      devices.clear();
      [messages, connections, duplicated, strangers] = [0, 0, 0, 0];
    },
    received(): Received {
      let holes = 0;
      for (const { highest, count } of devices.values()) holes += highest - count;
      const lost = holes + duplicated;
      return { messages, devices: devices.size, lost, duplicated, strangers, connections };
    },
  };
}

function numberAt(bytes: Buffer, from: number): number {
  let value = 0;
  for (let at = from; at < bytes.length; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) break;
    value = 10 * value + digit;
  }
  return value;
}
