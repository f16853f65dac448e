import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PmSimError, messageOf } from '../../runtime/errors.ts';

const schema = z.strictObject({
  id: z.string(),
  device: z.string(),
  site: z.string(),
  type: z.string(),
  serial: z.string(),
  /** Readings before and after the alert, oldest first; `ts` is the source's time, ms. */
  readings: z.array(z.strictObject({ ts: z.number(), metrics: z.record(z.string(), z.number()) })),
  scores: z.array(
    z.strictObject({
      ts: z.number(),
      score: z.number(),
      threshold: z.number(),
      anomalous: z.boolean(),
    }),
  ),
});

/** The signals and the scores of a device around one of its alerts. */
export type Episode = z.output<typeof schema>;

/** Where a state folder keeps the signals around its alerts. */
export function episodesDir(stateDir: string): string {
  return join(stateDir, 'episodes');
}

/** The name of an alert's file; identities hold characters that file names may not. */
export function episodePath(stateDir: string, alertId: string): string {
  return join(episodesDir(stateDir), `${encodeURIComponent(alertId)}.json`);
}

/** @throws PmSimError `episode/missing` */
export async function readEpisode(stateDir: string, alertId: string): Promise<Episode> {
  try {
    return schema.parse(JSON.parse(await readFile(episodePath(stateDir, alertId), 'utf8')));
  } catch (cause) {
    throw new PmSimError('episode/missing', `The signals around ${alertId} are not there.`, {
      hint: `A run keeps them for its newest alerts (${messageOf(cause)}).`,
      cause,
    });
  }
}
