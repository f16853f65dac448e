import type { Clock } from '../../runtime/clock.ts';
import { createDisposal } from '../../runtime/disposal.ts';
import type { Log } from '../../runtime/log.ts';
import { startBroker, type Broker } from './broker/broker.ts';
import { createIdentityRegistry } from './identity/identity-registry.ts';
import { createProvisioningService } from './provisioning/provisioning-service.ts';
import { openState, stateFault } from './twin-state.ts';

export interface ClaimBrokerOptions {
  /** The twin's state folder. */
  readonly stateDir: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Validity of the certificates issued here, days. */
  readonly deviceCertificateDays?: number;
}

/** The part of a twin that provisions devices over MQTT, without anything else that runs. */
export interface ClaimBroker extends AsyncDisposable {
  readonly port: number;
  readonly caPem: string;
}

/**
 * Opens the identities of a state folder that no run holds, behind a broker on the loopback.
 * @throws PmSimError `state/in-use` naming the process that has it, `state/unwritable`, `identity/…`
 */
export async function openClaimBroker(options: ClaimBrokerOptions): Promise<ClaimBroker> {
  const { stateDir, clock, log } = options;
  const disposal = createDisposal();
  try {
    const lock = await openState(stateDir, false);
    disposal.defer(() => lock.release());
    const registry = disposal.use(await createIdentityRegistry({ ...options, wallClock: clock }));
    const late: { broker?: Broker } = {};
    const provisioning = createProvisioningService({
      registry,
      reply: async (client, topic, payload) => late.broker?.reply(client, topic, payload),
    });
    const broker = await startBroker({
      host: '127.0.0.1',
      port: 0,
      registry,
      clock,
      log,
      onPublish: (message) => provisioning.handle(message),
    });
    late.broker = disposal.use(broker);
    const { port } = broker;
    return { port, caPem: registry.caPem, [Symbol.asyncDispose]: disposal.dispose };
  } catch (error) {
    await disposal.dispose();
    throw stateFault(stateDir, error);
  }
}
