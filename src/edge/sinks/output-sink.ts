import { createCondition } from '../../runtime/condition.ts';
import { LINES_HELD_MAX, messageLine, notWritten } from './message-line.ts';
import type { Sink } from './sink.ts';

/** What is needed of a stream that lines go to, e.g. stdout. */
export interface LineOutput {
  /** `done` is called when the text has been handed to the system, or with the error. */
  write(text: string, done: (error?: Error | null) => void): unknown;
}

/** Writes each message as one line of JSON; the stream is its owner's to end. */
export function createOutputSink(output: LineOutput): Sink {
  const written = createCondition();
  let held = 0;
  return {
    ready: Promise.resolve(),
    publish(topic, payload) {
      held += 1;
      return new Promise((resolve, reject) => {
        output.write(messageLine(topic, payload), (error) => {
          held -= 1;
          written.check();
          if (error === null || error === undefined) resolve();
          else reject(notWritten(error));
        });
      });
    },
    room: (signal) => written.until(() => held < LINES_HELD_MAX, signal),
    refusal: () => undefined,
    [Symbol.asyncDispose]: () => written.until(() => held === 0),
  };
}
