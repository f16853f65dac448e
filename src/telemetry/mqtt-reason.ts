export interface MqttReason {
  readonly name: string;
  /** May pass by itself, so that trying again makes sense. */
  readonly passing: boolean;
}

/**
 * Meaning of a reason code in CONNACK or DISCONNECT. 1 … 5 are the return codes of MQTT 3.1.1
 * (table 3.1), those from 128 on MQTT 5's (§2.4); the two ranges do not overlap.
 */
export function mqttReason(code: number): MqttReason {
  return { name: NAMES[code] ?? `reason code ${code}`, passing: PASSING.has(code) };
}

const NAMES: Readonly<Record<number, string>> = {
  1: 'unacceptable protocol version',
  2: 'client identifier rejected',
  3: 'server unavailable',
  4: 'bad user name or password',
  5: 'not authorized',
  129: 'malformed packet',
  132: 'unsupported protocol version',
  133: 'client identifier not valid',
  134: 'bad user name or password',
  135: 'not authorized',
  136: 'server unavailable',
  137: 'server busy',
  138: 'banned',
  139: 'server shutting down',
  141: 'keep-alive timeout',
  142: 'session taken over by another client with the same client identifier',
  144: 'topic name not allowed',
  149: 'packet too large',
  151: 'quota exceeded',
  152: 'closed by an administrator',
  159: 'connection rate exceeded',
  160: 'longest connection time reached',
};

/** The broker is busy, restarting, rate limiting, or ended a connection that may be made anew. */
const PASSING: ReadonlySet<number> = new Set([0, 3, 136, 137, 139, 141, 142, 151, 152, 159, 160]);
