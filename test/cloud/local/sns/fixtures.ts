import { SNSClient } from '@aws-sdk/client-sns';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createFrontDoor,
  type FrontDoor,
} from '../../../../src/cloud/local/front-door/front-door.ts';
import type { DeliveryEvent } from '../../../../src/cloud/local/sns/deliver.ts';
import type { SnsMessage } from '../../../../src/cloud/local/sns/message.ts';
import {
  createSns,
  type Sns,
  type SnsOptions,
} from '../../../../src/cloud/local/sns/sns-service.ts';
import { manualClock, type ManualClock } from '../../../../src/runtime/clock.ts';
import { silentLog } from '../../../../src/runtime/log.ts';
import { CLIENT_DEFAULTS } from '../../aws/provisioning.ts';

export const NOW = Date.UTC(2026, 5, 1, 12, 30, 15);

export interface SnsBench extends AsyncDisposable {
  readonly sns: Sns;
  readonly client: SNSClient;
  readonly frontDoor: FrontDoor;
  readonly clock: ManualClock;
  readonly deliveries: DeliveryEvent[];
  readonly published: SnsMessage[];
}

export function snsBench(stateDir: string, options: Partial<SnsOptions> = {}): SnsBench {
  const clock = manualClock(NOW);
  const deliveries: DeliveryEvent[] = [];
  const published: SnsMessage[] = [];
  const sns = createSns({
    stateDir,
    clock,
    log: silentLog,
    onDelivery: (event) => deliveries.push(event),
    onPublished: (message) => published.push(message),
    ...options,
  });
  const frontDoor = createFrontDoor([sns], { log: silentLog });
  const { requestHandler } = frontDoor;
  const client = new SNSClient({ ...CLIENT_DEFAULTS, requestHandler, maxAttempts: 1 });
  return {
    sns,
    client,
    frontDoor,
    clock,
    deliveries,
    published,
    async [Symbol.asyncDispose]() {
      client.destroy();
      await frontDoor[Symbol.asyncDispose]();
      await sns[Symbol.asyncDispose]();
    },
  };
}

interface HookRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Hook extends AsyncDisposable {
  readonly url: string;
  readonly requests: HookRequest[];
  /** Resolves when so many requests have come in. */
  received(count: number): Promise<void>;
}

/** A web hook that answers with the statuses in turn, and the last one from then on. */
export async function startHook(...statuses: readonly number[]): Promise<Hook> {
  const requests: HookRequest[] = [];
  const watchers: (() => void)[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      response.writeHead(statuses[Math.min(requests.length, statuses.length - 1)] ?? 200).end('ok');
      requests.push({ headers: request.headers, body });
      for (const watcher of watchers) watcher();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`,
    requests,
    received: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (requests.length >= count) resolve();
        };
        watchers.push(check);
        check();
      }),
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
