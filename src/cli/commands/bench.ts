import { createRandom } from '../../runtime/random.ts';
import { openBroker } from '../bench/broker-under-test.ts';
import { runBench, type BenchResult } from '../bench/run-bench.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import type { BenchOptions } from '../options/bench-options.ts';
import { benchText } from './bench-text.ts';

/** `pm-sim bench`: exit code 1 when connections failed, or messages that were promised did not come. */
export async function benchCommand(options: BenchOptions, io: CliIo): Promise<ExitCode> {
  using interrupt = io.watchInterrupts();
  const { signal } = interrupt;
  const runId = io.newSeed();
  const broker = await openBroker(options, createRandom(`bench:${runId}`), signal);
  try {
    const result = await runBench({ options, broker, runId, signal });
    io.stdout.write(options.json ? `${JSON.stringify(result)}\n` : benchText(result));
    return exitOf(result);
  } finally {
    await broker[Symbol.asyncDispose]();
  }
}

function exitOf({ connections, messages, interrupted }: BenchResult): ExitCode {
  if (interrupted) return EXIT.interrupted;
  if (connections.opened < connections.asked || connections.dropped > 0) return EXIT.failure;
  if (messages === undefined) return EXIT.ok;
  const isShort = messages.refused > 0 || (messages.qos === 1 && messages.lost > 0);
  return isShort ? EXIT.failure : EXIT.ok;
}
