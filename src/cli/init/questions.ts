import { createInterface } from 'node:readline/promises';
import { PmSimError } from '../../runtime/errors.ts';
import type { CliIo } from '../io.ts';

/** Times that one question is asked again before giving up. */
const ATTEMPTS_MAX = 5;

interface Question<T> {
  readonly text: string;
  /** What Enter means. */
  readonly fallback: string;
  /** The answer, or undefined for one that is none. */
  readonly read: (answer: string) => T | undefined;
  /** What was expected, when an answer is none. */
  readonly expected: string;
}

export interface Questioner extends Disposable {
  ask<T>(question: Question<T>): Promise<T>;
}

/** Asks on the terminal; answers that are none are asked for again. */
export function openQuestioner({ stdin, stderr }: CliIo): Questioner {
  const reader = createInterface({ input: stdin });
  const lines = reader[Symbol.asyncIterator]();
  const answerTo = async ({ text, fallback }: Question<unknown>): Promise<string> => {
    stderr.write(`${text} [${fallback}] `);
    const next = await lines.next();
    if (next.done === true) {
      throw new PmSimError('interrupted/questions', 'No answer came: nothing was written.');
    }
    const answer = next.value.trim();
    return answer === '' ? fallback : answer;
  };
  return {
    async ask<T>(question: Question<T>): Promise<T> {
      for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
        const value = question.read(await answerTo(question));
        if (value !== undefined) return value;
        stderr.write(`  expected ${question.expected}\n`);
      }
      throw new PmSimError('init/answer', `No usable answer to "${question.text}".`);
    },
    [Symbol.dispose]: () => reader.close(),
  };
}
