import type { EdgeNote, TelemetryMessage } from '../telemetry/message.ts';
import type { Reading } from '../telemetry/reading.ts';

/**
 * Turns the readings that go out into messages with `seq` 1, 2, 3, … per device and boot. Only what
 * is really sent may be numbered: a hole in the numbers means a lost message at the far end.
 */
export interface Sequencer {
  number(reading: Reading, boot: string, note?: EdgeNote): TelemetryMessage;
  /** The message, the newest of its device, was not sent after all: its number is given again. */
  takeBack(message: TelemetryMessage): void;
}

export function createSequencer(): Sequencer {
  /** Only the running boot of a device is remembered: a boot never comes back. */
  const running = new Map<string, { readonly boot: string; seq: number }>();
  return {
    number(reading, boot, note) {
      let counter = running.get(reading.device);
      if (counter?.boot !== boot) {
        counter = { boot, seq: 0 };
        running.set(reading.device, counter);
      }
      counter.seq += 1;
      const message = { ...reading, seq: counter.seq, boot };
      return note === undefined ? message : { ...message, edge: note };
    },
    takeBack({ device, boot, seq }) {
      const counter = running.get(device);
      if (counter?.boot === boot && counter.seq === seq) counter.seq -= 1;
    },
  };
}
