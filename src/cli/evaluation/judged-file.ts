import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { PmSimError, errnoOf, messageOf } from '../../runtime/errors.ts';
import type { TruthEvent } from '../../telemetry/truth.ts';

/** A record of a file and where it stands, for messages. */
export interface Line {
  readonly where: string;
  readonly value: unknown;
}

/** @throws PmSimError `eval/missing-file` or `eval/unreadable` */
export function readText(path: string, hint: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = errnoOf(cause) === 'ENOENT' ? 'eval/missing-file' : 'eval/unreadable';
    const what =
      code === 'eval/missing-file'
        ? `There is no file ${path}.`
        : `${path} cannot be read: ${messageOf(cause)}.`;
    throw new PmSimError(code, what, { hint, cause });
  }
}

/** @throws PmSimError `eval/malformed-line` naming file and line */
export function readNdjson(path: string, hint: string): Line[] {
  return readText(path, hint)
    .split(/\r?\n/)
    .flatMap((text, i) => {
      if (text.trim() === '') return [];
      const where = `${path}:${i + 1}`;
      try {
        return [{ where, value: JSON.parse(text) as unknown }];
      } catch (cause) {
        throw malformed(where, messageOf(cause), cause);
      }
    });
}

export function malformed(where: string, why: string, cause?: unknown): PmSimError {
  return new PmSimError('eval/malformed-line', `${where}: ${why}.`, {
    hint: 'Mend or remove that line.',
    cause,
  });
}

/** The line as the schema has it. @throws PmSimError `eval/malformed-line` */
export function parseLine<T>({ where, value }: Line, schema: z.ZodType<T>): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path.join('.') ?? '';
  throw malformed(where, `${path === '' ? '' : `"${path}": `}${issue?.message ?? 'not valid'}`);
}

const truthSchema: z.ZodType<TruthEvent> = z
  .strictObject({
    event: z.string(),
    device: z.string(),
    mode: z.string(),
    kind: z.enum(['fault', 'sensor', 'comms', 'operational']),
    severity: z.number().min(0).max(1),
    onset: z.number(),
    detectable: z.number().optional(),
    alarmLimit: z.number().optional(),
    functionalFailure: z.number(),
    repaired: z.number().optional(),
    channels: z.array(z.string()),
  })
  .transform(({ detectable, alarmLimit, repaired, ...event }) => ({
    ...event,
    ...(detectable === undefined ? {} : { detectable }),
    ...(alarmLimit === undefined ? {} : { alarmLimit }),
    ...(repaired === undefined ? {} : { repaired }),
  }));

/** Reads `truth.ndjson` as a run writes it. */
export function readTruth(path: string): TruthEvent[] {
  const hint = 'Give the folder that `pm-sim run --out` wrote, or one with a truth.ndjson.';
  return readNdjson(path, hint).map((line) => parseLine(line, truthSchema));
}
