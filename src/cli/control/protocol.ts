import { z } from 'zod';
import type { FaultMode } from '../../simulator/faults/fault.ts';
import type { ErrorKind } from '../../runtime/errors.ts';
import type { Alert } from '../../telemetry/alert.ts';
import type { TruthEvent } from '../../telemetry/truth.ts';

/** Grows with every change that an older program would misread. */
export const PROTOCOL_VERSION = 1;

/** Longest request, bytes: a few names and numbers. */
export const REQUEST_BYTES_MAX = 8 * 1_024;
/** Longest reply, bytes: a thousand alerts with their reasons. */
export const REPLY_BYTES_MAX = 8 * 1_024 * 1_024;

/** Longest course of a fault, ms: twenty years, as in scenarios. */
const OVER_MS_MAX = 20 * 365.25 * 86_400_000;

const name = z.string().min(1).max(200);

const COMMANDS = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('modes'), device: name.optional() }),
  z.strictObject({
    method: z.literal('inject'),
    mode: name,
    device: name,
    overMs: z.number().positive().max(OVER_MS_MAX).optional(),
    severity: z.number().positive().max(1).optional(),
    channel: name.optional(),
  }),
  z.strictObject({ method: z.literal('repair'), device: name, mode: name.optional() }),
  z.strictObject({ method: z.literal('alerts') }),
  z.strictObject({ method: z.literal('acknowledge'), id: name }),
  z.strictObject({ method: z.literal('close'), id: name }),
]);

/** What another terminal may ask of a run. */
export type ControlCommand = z.output<typeof COMMANDS>;

/** One line to the run. */
export const requestSchema = z.strictObject({
  v: z.literal(PROTOCOL_VERSION),
  id: z.int().min(0),
  token: z.string().max(200),
  command: COMMANDS,
});

/** What can be read of a request whatever its version. */
export const anyRequestSchema = z.looseObject({
  v: z.number(),
  id: z.int().min(0).catch(0),
  token: z.string().catch(''),
});

const KINDS: readonly ErrorKind[] = ['user', 'connection', 'system'];

const errorSchema = z.strictObject({
  code: z.string(),
  kind: z.enum(KINDS),
  message: z.string(),
  hint: z.string().optional(),
});

/** One line from the run. */
export const replySchema = z.union([
  z.strictObject({ v: z.number(), id: z.int(), ok: z.literal(true), result: z.unknown() }),
  z.strictObject({ v: z.number(), id: z.int(), ok: z.literal(false), error: errorSchema }),
]);

export type ControlReply = z.output<typeof replySchema>;
export type ControlError = z.output<typeof errorSchema>;

/** Faults that can be injected, and into what. */
export interface ModesResult {
  readonly profile: string;
  readonly devices: { readonly count: number; readonly first: string; readonly last: string };
  readonly modes: readonly FaultMode[];
}

/** What the run answers to each command. */
export interface ControlResults {
  readonly modes: ModesResult;
  readonly inject: TruthEvent;
  readonly repair: readonly TruthEvent[];
  readonly alerts: readonly Alert[];
  readonly acknowledge: Alert;
  readonly close: Alert;
}
