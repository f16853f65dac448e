import { readFile } from 'node:fs/promises';
import { messageOf, errnoOf } from '../../runtime/errors.ts';
import { failed, passed, type CheckResult } from './doctor-checks.ts';

/** Longest wait for a broker's answer, ms. */
const ANSWER_MS_MAX = 5_000;

export interface BrokerToCheck {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`. */
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Files, for TLS. */
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** Connects once, as a device would, and leaves again. */
export async function checkBroker(broker: BrokerToCheck): Promise<CheckResult> {
  const { connectAsync } = await import('mqtt');
  const { url, username, password } = broker;
  try {
    const client = await connectAsync(url, {
      reconnectPeriod: 0,
      connectTimeout: ANSWER_MS_MAX,
      clean: true,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      ...(await tlsFiles(broker)),
    });
    await client.endAsync();
    return passed('broker', `${url} takes a connection`);
  } catch (error) {
    return failed('broker', `${url}: ${reason(error)}`, fixFor(error));
  }
}

async function tlsFiles({ ca, cert, key }: BrokerToCheck) {
  const files: Record<string, Buffer> = {};
  for (const [name, path] of Object.entries({ ca, cert, key })) {
    if (path !== undefined) files[name] = await readFile(path);
  }
  return files;
}

function reason(error: unknown): string {
  const text = messageOf(error).replace(/\.+$/u, '');
  return text === '' ? (errnoOf(error) ?? 'no answer') : text;
}

/** Codes of CONNACK that no second attempt changes (MQTT 3.1.1 §3.2.2.3, MQTT 5 §3.2.2.2). */
const NOT_WELCOME: ReadonlySet<unknown> = new Set([2, 4, 5, 134, 135, 138]);

function fixFor(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null)?.code;
  if (NOT_WELCOME.has(code)) return 'Check -u, the password, the certificate and the client id.';
  if (code === 'ENOENT') return 'Check the paths of --ca, --cert and --key.';
  if (/certificate|TLS|SSL/iu.test(messageOf(error))) {
    return 'Check --ca, --cert and --key; `openssl s_client -connect HOST:PORT` shows what comes.';
  }
  return 'Check the address, that the broker runs, and the firewall between.';
}
