import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { planScript } from '../compose/script/plan-script.ts';
import { printScript } from '../compose/script/print-script.ts';
import { publishScript } from '../compose/script/publish-script.ts';
import { quietFaker } from '../compose/script/quiet-faker.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import type { SimulateOptions } from '../options/simulate-options.ts';

/** `pm-sim simulate SCRIPT`: what `mqttx simulate -f SCRIPT` does, repeatably. */
export async function simulateCommand(options: SimulateOptions, io: CliIo): Promise<ExitCode> {
  const console = consoleOn(io);
  using _ = quietFaker(options.quiet ? { warn: () => undefined } : console);
  const plan = await planScript(options, io, console);
  using interrupt = io.watchInterrupts();
  const run = { plan, options, io, signal: interrupt.signal };
  return options.dryRun ? await printScript(run) : await publishScript(run);
}

/** A script may talk, but not among the messages on stdout. */
function consoleOn({ stderr }: CliIo): Console {
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      stderr.write(chunk.toString());
      done();
    },
  });
  return new Console({ stdout: stream, stderr: stream });
}
