import type { IoTClient } from '@aws-sdk/client-iot';
import type { Clock } from '../../runtime/clock.ts';

/**
 * Calls a second that AWS IoT grants an account and region (AWS General Reference, "AWS IoT Core
 * endpoints and quotas", API throttling; several are adjustable, which the table does not know).
 */
const CALLS_PER_SECOND: Readonly<Record<string, number>> = {
  AddThingToThingGroup: 60,
  AttachPolicy: 15,
  AttachThingPrincipal: 15,
  CreateCertificateFromCsr: 15,
  CreateThing: 15,
  CreateThingGroup: 25,
  CreateThingType: 15,
  DeleteThing: 15,
  DeleteThingGroup: 15,
  DescribeThing: 350,
  DescribeThingGroup: 100,
  DetachPolicy: 15,
  DetachThingPrincipal: 15,
  ListAttachedPolicies: 15,
  ListThingsInThingGroup: 25,
};
/** DescribeCertificate, UpdateCertificate, DeleteCertificate, CreatePolicy and most others. */
const OTHER_CALLS_PER_SECOND = 10;
/** Room for whoever else calls in the account; engineering judgement. */
const SHARE = 0.8;

/**
 * Makes the client keep below AWS's limits, each operation for itself, so that a large fleet is not
 * throttled and leaves room for others. Attempts of the SDK's own retries count too.
 */
export function paceClient(
  iot: IoTClient,
  { clock, signal }: { readonly clock: Clock; readonly signal?: AbortSignal },
): void {
  const free = new Map<string, number>();
  iot.middlewareStack.add(
    (next, context) => async (args) => {
      const operation = (context.commandName ?? '').replace(/Command$/u, '');
      const perSecond = SHARE * (CALLS_PER_SECOND[operation] ?? OTHER_CALLS_PER_SECOND);
      const slot = Math.max(clock.now(), free.get(operation) ?? 0);
      free.set(operation, slot + 1_000 / perSecond);
      await clock.sleepUntil(slot, signal);
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'pacing' },
  );
}
