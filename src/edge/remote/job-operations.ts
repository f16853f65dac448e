import { z } from 'zod';
import { parseDuration } from '../../runtime/duration.ts';
import { didYouMean } from '../../runtime/near-match.ts';
import { duration, positiveDuration } from '../detector-config.ts';
import type { JobOutcome, RunJob } from './job-runner.ts';

/** A fault that a job asks for. */
export interface InjectionOrder {
  readonly mode: string;
  readonly device: string;
  readonly delayMs: number;
  readonly overMs?: number;
  readonly severity?: number;
}

export interface JobOperations {
  /** Begins the fault in a simulated fleet; undefined where there is none. Throws its refusal. */
  readonly inject: ((order: InjectionOrder) => void) | undefined;
  /** Sends what helps to see what is wrong; resolves to the topic and the size of it. */
  readonly diagnostics: () => Promise<{ readonly topic: string; readonly bytes: number }>;
}

const injectDocument = z.strictObject({
  operation: z.literal('inject'),
  mode: z.string().min(1),
  device: z.string().min(1),
  delay: duration.optional(),
  over: positiveDuration.optional(),
  severity: z.number().positive().max(1).optional(),
});
const diagnosticsDocument = z.strictObject({ operation: z.literal('diagnostics') });
const OPERATIONS = ['inject', 'diagnostics'] as const;

/** What this agent can be told to do: whatever else a document says is rejected, with a reason. */
export function createJobOperations(operations: JobOperations): RunJob {
  return async (document) => {
    const { operation } = document;
    if (operation === 'inject') return inject(operations, document);
    if (operation === 'diagnostics') return diagnose(operations, document);
    const given = typeof operation === 'string' ? operation : '';
    const known = OPERATIONS.join(', ');
    return rejected(
      `"operation" is ${JSON.stringify(operation) ?? 'missing'}; this agent knows ${known}.${didYouMean(given, OPERATIONS)}`,
    );
  };
}

function inject({ inject: begin }: JobOperations, document: unknown): JobOutcome {
  const parsed = injectDocument.safeParse(document);
  if (!parsed.success) return rejected(issueText(parsed.error));
  if (begin === undefined) return rejected('No source of this agent is a simulated fleet.');
  const { mode, device, delay, over, severity } = parsed.data;
  begin({
    mode,
    device,
    delayMs: delay === undefined ? 0 : parseDuration(delay),
    ...(over === undefined ? {} : { overMs: parseDuration(over) }),
    ...(severity === undefined ? {} : { severity }),
  });
  return { status: 'SUCCEEDED', details: { mode, device } };
}

async function diagnose(operations: JobOperations, document: unknown): Promise<JobOutcome> {
  const parsed = diagnosticsDocument.safeParse(document);
  if (!parsed.success) return rejected(issueText(parsed.error));
  const { topic, bytes } = await operations.diagnostics();
  return { status: 'SUCCEEDED', details: { topic, bytes: String(bytes) } };
}

function rejected(reason: string): JobOutcome {
  return { status: 'REJECTED', details: { reason } };
}

function issueText(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
}
