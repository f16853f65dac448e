import { findOrphans } from '../cloud/find-orphans.ts';
import { withAws } from '../cloud/open-aws.ts';
import { confirmed } from '../confirm.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { formatCount } from '../format.ts';
import type { CliIo } from '../io.ts';
import type { OrphansOptions } from '../options/aws-options.ts';
import { alignColumns } from '../table.ts';
import { ORPHAN_KINDS, type Orphan } from '../../cloud/aws/teardown/orphans/orphan.ts';

/** `pm-sim cloud orphans`: lists what is ours and nobody's, and deletes it when told to. */
export async function cloudOrphansCommand(options: OrphansOptions, io: CliIo): Promise<ExitCode> {
  using interrupt = io.watchInterrupts();
  const { signal } = interrupt;
  const { place, remove, yes, json } = options;
  return withAws({ place, io, signal }, async (aws) => {
    const orphans = await findOrphans(aws);
    if (!json) tell(orphans, io);
    if (remove && orphans.length > 0) {
      if (!(await confirmed({ text: 'Delete all of this for good?', yes, signal }, io))) {
        io.stderr.write('Nothing was deleted.\n');
        return EXIT.interrupted;
      }
      await removeAll(orphans, signal);
      io.stderr.write(`Deleted ${formatCount(orphans.length)}.\n`);
    }
    if (json) {
      const shown = orphans.map(({ kind, name, by }) => ({ kind, name, by, deleted: remove }));
      io.stdout.write(`${JSON.stringify(shown)}\n`);
    }
    return EXIT.ok;
  });
}

function tell(orphans: readonly Orphan[], io: CliIo): void {
  if (orphans.length === 0) {
    io.stderr.write('Nothing of ours is without a stack.\n');
    return;
  }
  const rows = orphans.map(({ kind, name, by }) => [kind, `by its ${by}`, name]);
  for (const line of alignColumns(rows)) io.stdout.write(`${line}\n`);
}

/** One kind after the other: a policy is deleted when no certificate carries it any more. */
async function removeAll(orphans: readonly Orphan[], signal: AbortSignal): Promise<void> {
  for (const kind of ORPHAN_KINDS) {
    for (const orphan of orphans) {
      if (orphan.kind !== kind) continue;
      signal.throwIfAborted();
      await orphan.remove();
    }
  }
}
