import type { Log } from '../../../runtime/log.ts';
import type { AwsService } from '../service.ts';
import { createDispatch, type Dispatch } from './dispatch.ts';
import { openListener, type Listener } from './listener.ts';
import { createRequestHandler, type TwinRequestHandler } from './request-handler.ts';

export interface FrontDoorOptions {
  readonly log: Log;
  /** Largest request body taken; {@link BODY_BYTES_MAX} unless given. */
  readonly bodyBytesMax?: number;
}

/** The one entrance of the twin: in process for SDK clients, and a port for everybody else. */
export interface FrontDoor extends AsyncDisposable {
  /** Goes into any AWS SDK v3 client: `new KinesisClient({ requestHandler, … })`. */
  readonly requestHandler: TwinRequestHandler;
  /** The same for whoever has a request in parts. */
  readonly dispatch: Dispatch;
  /**
   * Opens HTTP/1.1 and prior-knowledge h2c on one loopback port; port 0 takes a free one. Throws
   * `twin/port-in-use`, `twin/port-refused`, `twin/not-loopback`.
   */
  listen(address: { readonly host: string; readonly port: number }): Promise<{ port: number }>;
}

/** 10 MiB of PutRecords data in base64 with its JSON, and DynamoDB's 16 MB batch, both fit. */
const BODY_BYTES_MAX = 16 * 1024 * 1024;

/** Opens the door to `services`; disposing closes its ports and ends open connections. */
export function createFrontDoor(
  services: readonly AwsService[],
  options: FrontDoorOptions,
): FrontDoor {
  const dispatch = createDispatch(services, options.log);
  const bodyBytesMax = options.bodyBytesMax ?? BODY_BYTES_MAX;
  const listeners: Listener[] = [];
  return {
    requestHandler: createRequestHandler(dispatch, bodyBytesMax),
    dispatch,
    async listen(address) {
      const listener = await openListener({ ...address, dispatch, bodyBytesMax });
      listeners.push(listener);
      return { port: listener.port };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(listeners.splice(0).map((listener) => listener[Symbol.asyncDispose]()));
    },
  };
}
