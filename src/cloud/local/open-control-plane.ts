import type { IoTClientConfig } from '@aws-sdk/client-iot';
import type { Clock } from '../../runtime/clock.ts';
import { createDisposal } from '../../runtime/disposal.ts';
import type { Log } from '../../runtime/log.ts';
import { createFrontDoor } from './front-door/front-door.ts';
import { AwsFault } from './service.ts';
import { createIdentityRegistry } from './identity/identity-registry.ts';
import { createIotControlPlane } from './iot/control-plane.ts';
import { clientDefaults, type ClientDefaults } from './client-defaults.ts';
import { unsignedIot } from './unsigned.ts';
import { openState, stateFault } from './twin-state.ts';

export interface ControlPlaneOptions {
  /** The twin's state folder; made when missing. */
  readonly stateDir: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Validity of the certificates issued here, days. */
  readonly deviceCertificateDays?: number;
}

/** The part of a twin that knows who its devices are, without anything that runs. */
export interface ControlPlane extends AsyncDisposable {
  /** Configuration of an IoT client that shall talk to it. */
  readonly clientDefaults: ClientDefaults & Pick<IoTClientConfig, 'signer'>;
  readonly caPem: string;
  /** Signed list of certificates that let nobody in any more, PEM; good for so many days. */
  revocationList(days: number): string;
}

/**
 * Opens the identities of a state folder that no run holds.
 * @throws PmSimError `state/in-use` naming the process that has it, `state/unwritable`, `identity/…`
 */
export async function openControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { stateDir, clock: wallClock } = options;
  const disposal = createDisposal();
  try {
    const lock = await openState(stateDir, false);
    disposal.defer(() => lock.release());
    const registry = disposal.use(await createIdentityRegistry({ ...options, wallClock }));
    const service = createIotControlPlane({ registry, endpoint: noBroker });
    const door = disposal.use(createFrontDoor([service], options));
    return {
      clientDefaults: {
        ...clientDefaults(registry.account.region, door.requestHandler),
        signer: unsignedIot,
      },
      caPem: registry.caPem,
      revocationList: (days) => registry.revocationList(days),
      [Symbol.asyncDispose]: disposal.dispose,
    };
  } catch (error) {
    await disposal.dispose();
    throw stateFault(stateDir, error);
  }
}

function noBroker(): never {
  throw new AwsFault('ServiceUnavailableException', 'No run is up, so there is no endpoint.', 503);
}
