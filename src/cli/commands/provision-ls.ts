import { inventoryOf, type ThingInventory } from '../../cloud/aws/inventory.ts';
import { membersOf } from '../../cloud/aws/retire.ts';
import { short } from '../../cloud/aws/verify.ts';
import type { ExitCode } from '../exit-codes.ts';
import { formatMinute } from '../format.ts';
import type { CliIo } from '../io.ts';
import type { ProvisionLsOptions } from '../options/provision-options.ts';
import { overDevices } from '../provision/over-devices.ts';
import { alignColumns } from '../table.ts';

/** `pm-sim provision ls`: the devices of the group, or those named, with their certificates. */
export async function provisionLsCommand(
  options: ProvisionLsOptions,
  io: CliIo,
): Promise<ExitCode> {
  const { target, group, names } = options;
  const { results, place, exitCode } = await overDevices(
    {
      target,
      names: async (open) => (names.length > 0 ? names : membersOf(open, group)),
      work: inventoryOf,
    },
    io,
  );
  const found = results.toSorted((a, b) => (a.thing < b.thing ? -1 : 1));
  if (options.json) {
    for (const thing of found) io.stdout.write(`${jsonOf(thing)}\n`);
    return exitCode;
  }
  if (found.length === 0) {
    io.stderr.write(`There are no devices in the thing group ${group} at ${place}.\n`);
    return exitCode;
  }
  const rows = [['thing', 'certificate', 'status', 'until (UTC)'], ...found.flatMap(rowsOf)];
  io.stdout.write(`${alignColumns(rows).join('\n')}\n`);
  return exitCode;
}

function rowsOf({ thing, exists, certificates }: ThingInventory): string[][] {
  if (certificates.length === 0) return [[thing, '–', exists ? 'no certificate' : 'no thing', '–']];
  return certificates.map(({ certificateId, status, notAfter }) => [
    thing,
    short(certificateId),
    status,
    notAfter === undefined ? '–' : formatMinute(notAfter),
  ]);
}

function jsonOf({ certificates, ...thing }: ThingInventory): string {
  const held = certificates.map(({ notAfter, ...each }) => ({
    ...each,
    ...(notAfter === undefined ? {} : { notAfter: new Date(notAfter).toISOString() }),
  }));
  return JSON.stringify({ ...thing, certificates: held });
}
