import { z } from 'zod';
import { AwsFault, type JsonInput, type JsonOperation } from '../../service.ts';

/** Either names the stream; AWS takes both as well. */
export const streamFields = {
  StreamName: z.string().optional(),
  StreamARN: z.string().optional(),
};

export const shardIdField = z.string().regex(/^[a-zA-Z0-9_.-]{1,128}$/);

/** AWS JSON writes timestamps as seconds since the epoch. */
export const timestampField = z.number().transform((value) => value * 1000);

/** An operation whose input has the given members; others are ignored, as AWS does. */
export function operation<T>(members: z.ZodType<T>, run: (input: T) => unknown): JsonOperation {
  return (input) => run(parsed(members, input));
}

/** The stream that an input means. */
export function streamNameOf(input: {
  readonly StreamName?: string | undefined;
  readonly StreamARN?: string | undefined;
}): string {
  const fromArn = input.StreamARN === undefined ? undefined : nameInArn(input.StreamARN);
  const name = input.StreamName ?? fromArn;
  if (name === undefined) throw invalidArgument('StreamName or StreamARN is required.');
  if (fromArn === undefined || fromArn === name) return name;
  throw invalidArgument(`StreamName ${name} and StreamARN ${input.StreamARN} differ.`);
}

/** The stream that an ARN names. */
export function nameInArn(arn: string): string {
  const name = /^arn:aws[^:]*:kinesis:[^:]*:\d{12}:stream\/([a-zA-Z0-9_.-]+)$/.exec(arn)?.[1];
  if (name === undefined) throw invalidArgument(`${arn} is not the ARN of a stream.`);
  return name;
}

export function invalidArgument(message: string): AwsFault {
  return new AwsFault('InvalidArgumentException', message);
}

/** Milliseconds as AWS JSON writes them. */
export function seconds(ms: number): number {
  return ms / 1000;
}

function parsed<T>(members: z.ZodType<T>, input: JsonInput): T {
  const result = members.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  throw new AwsFault(
    'ValidationException',
    `1 validation error detected: Value at '${path}' failed to satisfy constraint: ${issue?.message ?? ''}`,
  );
}
