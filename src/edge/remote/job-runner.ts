import { messageOf } from '../../runtime/errors.ts';
import type { JsonObject } from './json-patch.ts';
import { isObject, objectAt, shownText } from './json-patch.ts';
import type { RemotePart, SendRequest } from './shadow-link.ts';

/** How a job ended. */
export interface JobOutcome {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'REJECTED';
  /** For `statusDetails`: short, printable text. */
  readonly details: Readonly<Record<string, string>>;
}

/** Does what a job's document asks for. */
export type RunJob = (document: JsonObject) => Promise<JobOutcome>;

export interface JobRunnerOptions {
  readonly thing: string;
  readonly run: RunJob;
  readonly send: SendRequest;
  readonly tell: (level: 'info' | 'warn', text: string) => void;
}

/** API reference, DetailsValue: 1 to 1,024 characters, none of them a control character. */
const DETAIL_LENGTH_MAX = 1_024;

/**
 * Takes the jobs of a thing one after the other and answers each with its status. A job that was
 * begun when the agent died is done again. Topics and messages: AWS IoT developer guide,
 * jobs-mqtt-api and jobs-comm-notifications.
 */
export function createJobRunner(options: JobRunnerOptions): RemotePart {
  const { thing, send, tell } = options;
  const prefix = `$aws/things/${thing}/jobs/`;
  let busy = false;
  let lastDone = '';
  const startNext = (): void => {
    if (!busy) send(`${prefix}start-next`, {});
  };
  const work = async (execution: JsonObject): Promise<void> => {
    const jobId = shownText(execution['jobId']);
    const identity = `${jobId}#${shownText(execution['executionNumber'])}`;
    // Two requests may be on their way at once, and both are answered with the same job.
    if (busy || identity === lastDone) return;
    busy = true;
    const { status, details } = await outcomeOf(options, execution);
    tell(status === 'SUCCEEDED' ? 'info' : 'warn', `Job ${jobId}: ${status}${reasonOf(details)}`);
    busy = false;
    lastDone = identity;
    send(`${prefix}${jobId}/update`, {
      status,
      statusDetails: printable(details),
    });
  };
  return {
    filters: ['notify-next', 'start-next/accepted', '+/update/rejected'].map(
      (name) => `${prefix}${name}`,
    ),
    begin: startNext,
    take(topic, document) {
      const name = topic.slice(prefix.length);
      const execution = objectAt(document, 'execution');
      const isThere = isObject(document['execution']);
      if (name === 'notify-next' && isThere) startNext();
      else if (name === 'start-next/accepted' && isThere) void work(execution);
      else if (name.endsWith('/update/rejected')) {
        tell('warn', `A job's status was not taken: ${shownText(document['message'])}`);
        startNext();
      }
    },
  };
}

async function outcomeOf({ run }: JobRunnerOptions, execution: JsonObject): Promise<JobOutcome> {
  try {
    return await run(objectAt(execution, 'jobDocument'));
  } catch (error) {
    return { status: 'FAILED', details: { reason: messageOf(error) } };
  }
}

function reasonOf({ reason }: JobOutcome['details']): string {
  return reason === undefined ? '.' : `: ${reason}`;
}

function printable(details: JobOutcome['details']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(details)
      .map(
        ([name, text]) =>
          [name, text.replaceAll(/\p{C}+/gu, ' ').slice(0, DETAIL_LENGTH_MAX)] as const,
      )
      .filter(([, text]) => text !== ''),
  );
}
