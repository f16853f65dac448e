import { writeFile } from 'node:fs/promises';
import { renderTemplate } from '../../cloud/aws/template/render-template.ts';
import { messageOf, PmSimError } from '../../runtime/errors.ts';
import { cloudTemplate } from '../compose/cloud-template.ts';
import { loadRunProfile } from '../compose/profile-sections.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import type { SynthOptions } from '../options/cloud-options.ts';

/** `pm-sim cloud synth`: the template and nothing else; equal input, equal bytes. */
export async function cloudSynthCommand(
  options: SynthOptions & { readonly codeDir?: string },
  io: CliIo,
): Promise<ExitCode> {
  const profile = await loadRunProfile(options.profile, options.set, io.cwd);
  const text = renderTemplate(await cloudTemplate(profile, options), options.format);
  if (options.out === undefined) {
    io.stdout.write(text);
    return EXIT.ok;
  }
  await writeFile(options.out, text).catch((error: unknown) => {
    throw new PmSimError('cloud/unwritable', `Cannot write the template: ${messageOf(error)}.`, {
      cause: error,
    });
  });
  io.stderr.write(`wrote ${options.out}\n`);
  return EXIT.ok;
}
