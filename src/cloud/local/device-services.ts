import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import type { IdentityRegistry } from './identity/identity-registry.ts';
import { createJobService, type JobService } from './jobs/job-service.ts';
import { openJobStore } from './jobs/job-store.ts';
import { createOutbound, type OutboundOptions } from './outbound.ts';
import { createShadowService, type ShadowService } from './shadow/shadow-service.ts';
import { createProvisioningService } from './provisioning/provisioning-service.ts';
import { openShadowStore } from './shadow/shadow-store.ts';

/** The services behind reserved topics: shadows, jobs, provisioning. */
export interface DeviceServices extends AsyncDisposable {
  readonly shadows: ShadowService;
  readonly jobs: JobService;
  /** Answers what a device has published on a reserved topic; any other topic costs one look. */
  handle(message: DeviceMessage): Promise<void>;
}

interface DeviceMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly clientId: string;
}

export interface DeviceServicesOptions {
  readonly stateDir: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly registry: IdentityRegistry;
  /** Sends to whoever has subscribed. */
  readonly publish: OutboundOptions['publish'];
  /** Sends to one client, if it has subscribed. */
  readonly reply: (clientId: string, topic: string, payload: Uint8Array) => Promise<void>;
}

/** Opens both on the state folder. */
export function openDeviceServices(options: DeviceServicesOptions): DeviceServices {
  const { clock, registry } = options;
  const outbound = createOutbound(options);
  const thingExists = (name: string): boolean => registry.things.find(name) !== undefined;
  const shadowStore = openShadowStore({ ...options, thingExists });
  const jobStore = openJobStore(options);
  const shadows = createShadowService({ store: shadowStore, outbound, now: () => clock.now() });
  const jobs = createJobService({ store: jobStore, outbound, clock });
  const provisioning = createProvisioningService(options);
  return {
    shadows,
    jobs,
    async handle({ topic, payload, clientId }) {
      if (!topic.startsWith('$aws/')) return;
      if (!topic.startsWith('$aws/things/')) {
        await provisioning.handle({ topic, payload, clientId });
        return;
      }
      await shadows.handle(topic, payload);
      await jobs.handle(topic, payload);
    },
    async [Symbol.asyncDispose]() {
      await jobs[Symbol.asyncDispose]();
      shadowStore.close();
      jobStore.close();
    },
  };
}
