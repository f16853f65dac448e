import { PmSimError } from '../../runtime/errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import type { ProvisionCrlOptions } from '../options/provision-options.ts';
import { withTarget } from '../provision/open-target.ts';
import { writeRevocationList } from '../provision/write-revocation-list.ts';

/** `pm-sim provision crl`: the list of certificates that let nobody in any more, as it is now. */
export async function provisionCrlCommand(
  { target, certsDir, days }: ProvisionCrlOptions,
  io: CliIo,
): Promise<ExitCode> {
  using interrupt = io.watchInterrupts();
  const { signal } = interrupt;
  const path = await withTarget({ target, io, signal, create: false }, (open) =>
    writeRevocationList(open, certsDir, days),
  );
  if (path === undefined) {
    throw new PmSimError('provision/no-list', 'Only the authority of a twin signs such a list.', {
      hint: 'Leave --target out, and name the state folder of the twin with --state.',
    });
  }
  io.stderr.write(`Wrote ${path}.\n`);
  return EXIT.ok;
}
