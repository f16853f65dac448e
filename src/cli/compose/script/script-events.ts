import type { ConnectionEvent } from '../../../simulator/connection/device-connection.ts';

/** What a simulation of a script tells; lines and NDJSON are renderings of it. */
export type ScriptEvent = ScriptStarted | ScriptProgress | ScriptSummary | ConnectionEvent;

interface ScriptStarted {
  readonly type: 'started';
  readonly script: string;
  readonly description?: string;
  readonly seed: string;
  /** Simulated time of the first messages, ISO 8601. */
  readonly start: string;
  readonly speed: number | 'max';
  /** `host:port`. */
  readonly broker: string;
  readonly clients: number;
  readonly messageIntervalMs: number;
  /** Messages of each client; null: without end. */
  readonly limit: number | null;
}

export interface ScriptCounters {
  readonly sent: number;
  /** By the broker; null at QoS 0, where none is. */
  readonly acknowledged: number | null;
  /** Messages that the broker refused, or whose client it refused. */
  readonly undelivered: number;
  /** Times a message was sent again because its connection broke. */
  readonly resent: number;
  readonly connected: number;
  readonly refused: number;
  /** Payload bytes. */
  readonly bytes: number;
}

interface ScriptProgress extends ScriptCounters {
  readonly type: 'progress';
  /** Since the first message was due. */
  readonly wallMs: number;
}

export interface ScriptSummary extends ScriptCounters {
  readonly type: 'summary';
  readonly script: string;
  readonly seed: string;
  readonly start: string;
  readonly clients: number;
  readonly qos: 0 | 1;
  /** Sent, and not delivered when the run ended. */
  readonly lost: number;
  readonly wallMs: number;
  /** Delivered messages per second of wall time: acknowledged, at QoS 0 taken by the network. */
  readonly messagesPerS: number;
  readonly interrupted: boolean;
}
