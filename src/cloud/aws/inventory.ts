import {
  DescribeCertificateCommand,
  DescribeThingCommand,
  ListAttachedPoliciesCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-iot';
import { call, type IotContext } from './iot-call.ts';
import { certificatesOf, idOf } from './retire.ts';

/** A certificate that a thing holds, as the target tells it. */
interface HeldCertificate {
  readonly certificateId: string;
  readonly status: string;
  /** Ends of validity, ms since the epoch; absent when the target does not tell. */
  readonly notAfter?: number;
  readonly policies: readonly string[];
}

/** A thing and its certificates; `exists` is false when the target has no thing of the name. */
export interface ThingInventory {
  readonly thing: string;
  readonly exists: boolean;
  readonly type?: string;
  readonly certificates: readonly HeldCertificate[];
}

/** Looks a thing up. */
export async function inventoryOf(context: IotContext, thing: string): Promise<ThingInventory> {
  const type = await typeOf(context, thing);
  if (type === undefined) return { thing, exists: false, certificates: [] };
  const certificates: HeldCertificate[] = [];
  for (const arn of await certificatesOf(context, thing)) {
    certificates.push(await held(context, arn));
  }
  return { thing, exists: true, ...type, certificates };
}

async function typeOf(
  context: IotContext,
  thingName: string,
): Promise<{ readonly type?: string } | undefined> {
  try {
    const found = await call(context, (iot) => iot.send(new DescribeThingCommand({ thingName })));
    return found.thingTypeName === undefined ? {} : { type: found.thingTypeName };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function held(context: IotContext, arn: string): Promise<HeldCertificate> {
  const certificateId = idOf(arn);
  const [{ certificateDescription }, attached] = await Promise.all([
    call(context, (iot) => iot.send(new DescribeCertificateCommand({ certificateId }))),
    call(context, (iot) => iot.send(new ListAttachedPoliciesCommand({ target: arn }))),
  ]);
  const notAfter = certificateDescription?.validity?.notAfter;
  return {
    certificateId,
    status: certificateDescription?.status ?? 'UNKNOWN',
    ...(notAfter === undefined ? {} : { notAfter: notAfter.getTime() }),
    policies: (attached.policies ?? []).flatMap(({ policyName }) => policyName ?? []),
  };
}
