import { isUtf8 } from 'node:buffer';
import { deferred } from '../../../runtime/deferred.ts';
import type { DueMessage } from '../../../simulator/script/script-fleet.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { formatCount } from '../../format.ts';
import type { CliIo } from '../../io.ts';
import type { ScriptJob } from './plan-script.ts';
import { paceScript } from './script-run.ts';

/** What would be sent, an object a line on stdout. */
export async function printScript({ plan, options, io, signal }: ScriptJob): Promise<ExitCode> {
  const { fleet, clients, start } = plan;
  const { speed, messageIntervalMs: intervalMs } = options;
  const write = writerTo(io, signal);
  let printed = 0;
  const take = (message: DueMessage): Promise<void> | undefined => {
    const clientId = clients[message.place]?.clientId;
    printed += 1;
    return write(`${JSON.stringify(lineOf(message, clientId))}\n`);
  };
  await paceScript({ fleet, start, speed, intervalMs, signal }, { take, flush: () => undefined });
  const again = `--seed ${plan.seed} --start ${new Date(start).toISOString()}`;
  io.stderr.write(
    `${plan.script.name}: ${formatCount(printed)} ${printed === 1 ? 'message' : 'messages'}, not sent. The same bytes again: ${again}\n`,
  );
  return signal.aborted ? EXIT.interrupted : EXIT.ok;
}

function lineOf({ ts, topic, payload }: DueMessage, clientId: string | undefined) {
  const head = { ts: new Date(ts).toISOString(), clientId, topic };
  if (typeof payload === 'string') return { ...head, message: payload };
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  return isUtf8(bytes)
    ? { ...head, message: bytes.toString() }
    : { ...head, messageBase64: bytes.toString('base64') };
}

/** Waits where the reader is slower, until it has gone or somebody interrupts. */
function writerTo({ stdout }: CliIo, signal: AbortSignal) {
  const interrupted = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  return (text: string): Promise<void> | undefined => {
    const taken = deferred();
    if (stdout.write(text, () => taken.resolve())) return undefined;
    return Promise.race([taken.promise, interrupted]);
  };
}
