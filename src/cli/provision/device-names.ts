import { readdir } from 'node:fs/promises';
import { membersOf } from '../../cloud/aws/retire.ts';
import type { IotContext } from '../../cloud/aws/iot-call.ts';
import { PmSimError, errnoOf } from '../../runtime/errors.ts';
import { didYouMean } from '../../runtime/near-match.ts';

export interface Naming {
  readonly names: readonly string[];
  readonly count?: number | undefined;
  readonly prefix?: string | undefined;
  readonly startNumber?: number | undefined;
}

/** `wt-001`, as simulated fleets are named. */
const DIGITS = 3;

/** Names of the devices to be made: those given, or a prefix and numbers. */
export function newNames({ names, count, prefix, startNumber }: Naming): readonly string[] {
  if (names.length > 0) {
    if (count === undefined && prefix === undefined && startNumber === undefined)
      return unique(names);
    throw new PmSimError('options/conflict', 'Both names and numbers of devices are given.', {
      hint: 'Name the devices, or give -c COUNT with --prefix TEXT.',
    });
  }
  if (count === undefined) {
    throw new PmSimError('options/invalid', 'No devices are named.', {
      hint: 'Name them, or give -c COUNT with --prefix TEXT: -c 20 --prefix wt makes wt-001 to wt-020.',
    });
  }
  const first = startNumber ?? 1;
  return Array.from(
    { length: count },
    (_, at) => `${prefix ?? 'device'}-${String(first + at).padStart(DIGITS, '0')}`,
  );
}

export interface Chosen {
  readonly names: readonly string[];
  readonly all: boolean;
}

/**
 * Names of devices that are there: those given, which have to be in the group, or all of it. What is
 * not in the group was not made by pm-sim, and is left alone.
 * @throws PmSimError `provision/not-in-group`
 */
export async function chosenNames(
  context: IotContext,
  { names, all }: Chosen,
  group: string,
): Promise<readonly string[]> {
  const members = await membersOf(context, group);
  if (all) return members;
  const known = new Set(members);
  const stranger = names.find((name) => !known.has(name));
  if (stranger === undefined) return unique(names);
  throw new PmSimError(
    'provision/not-in-group',
    `There is no device "${stranger}" in the thing group ${group}.${didYouMean(stranger, members)}`,
    { hint: '`pm-sim provision ls` shows the devices; --group NAME chooses another group.' },
  );
}

/** Names of the devices that have files. */
export async function namesWithFiles(certsDir: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(certsDir, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? entry.name : [])).toSorted();
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    return [];
  }
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
