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

/** What a certificate is to be replaced by. */
export interface RotationOrder {
  /** Provisioning template that the new certificate is registered with. */
  readonly template: string;
  /** Parameters of the template besides `ThingName`. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Ids of certificates. */
export interface Rotation {
  readonly certificateId: string;
  readonly replacedCertificateId: string;
}

export interface JobOperations {
  /** Begins the fault in a simulated fleet; undefined where there is none. Throws its refusal. */
  readonly inject: ((order: InjectionOrder) => void) | undefined;
  /** Gives the agent another certificate; undefined where it has none of its own. */
  readonly rotate: ((order: RotationOrder) => Promise<Rotation>) | undefined;
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
const rotateDocument = z.strictObject({
  operation: z.literal('rotate-certificate'),
  template: z.string().min(1),
  parameters: z.record(z.string(), z.string()).default({}),
});
const OPERATIONS = ['inject', 'diagnostics', 'rotate-certificate'] as const;

/** What this agent can be told to do: whatever else a document says is rejected, with a reason. */
export function createJobOperations(operations: JobOperations): RunJob {
  return async (document) => {
    const { operation } = document;
    if (operation === 'inject') return inject(operations, document);
    if (operation === 'diagnostics') return diagnose(operations, document);
    if (operation === 'rotate-certificate') return rotateCertificate(operations, document);
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

async function rotateCertificate(
  { rotate }: JobOperations,
  document: unknown,
): Promise<JobOutcome> {
  const parsed = rotateDocument.safeParse(document);
  if (!parsed.success) return rejected(issueText(parsed.error));
  if (rotate === undefined) return rejected('This agent has no certificate files of its own.');
  const { template, parameters } = parsed.data;
  return { status: 'SUCCEEDED', details: { ...(await rotate({ template, parameters })) } };
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
