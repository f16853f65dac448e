import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { PmSimError, messageOf } from '../../runtime/errors.ts';
import {
  anyRequestSchema,
  PROTOCOL_VERSION,
  requestSchema,
  type ControlCommand,
  type ControlReply,
} from './protocol.ts';

export interface AnswerOptions {
  readonly token: string;
  /** Whether one request more is in time. */
  readonly allows: () => boolean;
  readonly handle: (command: ControlCommand) => Promise<unknown>;
}

/** The reply to one line; whatever goes wrong is told in it. */
export async function answerRequest(line: string, options: AnswerOptions): Promise<ControlReply> {
  const any = anyRequestSchema.safeParse(jsonOf(line));
  const id = any.data?.id ?? 0;
  try {
    if (!any.success) throw invalid('expected a JSON object with v, id, token and command');
    const result = await resultOf(any.data, options);
    return { v: PROTOCOL_VERSION, id, ok: true, result };
  } catch (error) {
    return refusal(error, id);
  }
}

export function refusal(error: unknown, id = 0): ControlReply {
  const known = error instanceof PmSimError;
  return {
    v: PROTOCOL_VERSION,
    id,
    ok: false,
    error: {
      code: known ? error.code : 'control/failed',
      kind: known ? error.kind : 'system',
      message: messageOf(error),
      ...(known && error.hint !== undefined ? { hint: error.hint } : {}),
    },
  };
}

async function resultOf(
  any: z.output<typeof anyRequestSchema>,
  { token, allows, handle }: AnswerOptions,
): Promise<unknown> {
  if (!allows()) throw tooFast();
  if (!isSame(any.token, token)) throw unauthorised();
  if (any.v !== PROTOCOL_VERSION) throw otherVersion(any.v);
  const request = requestSchema.safeParse(any);
  if (!request.success) throw invalid(z.prettifyError(request.error).replaceAll(/\s+/g, ' '));
  return handle(request.data.command);
}

/** In a time that tells nothing of the token. */
function isSame(given: string, token: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(token));
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function invalid(problem: string): PmSimError {
  return new PmSimError('control/invalid', `The run does not understand the request: ${problem}.`);
}

function tooFast(): PmSimError {
  return new PmSimError('control/busy', 'The run gets more requests than it answers.', {
    kind: 'system',
    hint: 'Ask again in a second.',
  });
}

function unauthorised(): PmSimError {
  return new PmSimError('control/unauthorised', 'The run does not know the token.', {
    kind: 'connection',
    hint: 'It is in control.json of the state folder, which belongs to who started the run.',
  });
}

function otherVersion(version: number): PmSimError {
  return new PmSimError(
    'control/version',
    `The run speaks version ${PROTOCOL_VERSION} of the control protocol, the request version ${version}.`,
    { hint: 'Use the pm-sim that started the run.' },
  );
}
