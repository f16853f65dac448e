import {
  AddThingToThingGroupCommand,
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreateCertificateFromCsrCommand,
  CreatePolicyCommand,
  CreateThingCommand,
  CreateThingGroupCommand,
  CreateThingTypeCommand,
  DescribeCertificateCommand,
  DescribeThingTypeCommand,
  GetPolicyCommand,
  UpdateCertificateCommand,
  type IoTClient,
} from '@aws-sdk/client-iot';
import type { IdentityCaller, IdentityOperations } from './identity-call.ts';

type Send = {
  readonly [N in keyof IdentityOperations]: (
    iot: IoTClient,
    input: IdentityOperations[N]['input'],
  ) => Promise<IdentityOperations[N]['output']>;
};

const SEND: Send = {
  AddThingToThingGroup: (iot, input) => iot.send(new AddThingToThingGroupCommand(input)),
  AttachPolicy: (iot, input) => iot.send(new AttachPolicyCommand(input)),
  AttachThingPrincipal: (iot, input) => iot.send(new AttachThingPrincipalCommand(input)),
  CreateCertificateFromCsr: (iot, input) => iot.send(new CreateCertificateFromCsrCommand(input)),
  CreatePolicy: (iot, input) => iot.send(new CreatePolicyCommand(input)),
  CreateThing: (iot, input) => iot.send(new CreateThingCommand(input)),
  CreateThingGroup: (iot, input) => iot.send(new CreateThingGroupCommand(input)),
  CreateThingType: (iot, input) => iot.send(new CreateThingTypeCommand(input)),
  DescribeCertificate: (iot, input) => iot.send(new DescribeCertificateCommand(input)),
  DescribeThingType: (iot, input) => iot.send(new DescribeThingTypeCommand(input)),
  GetPolicy: (iot, input) => iot.send(new GetPolicyCommand(input)),
  UpdateCertificate: (iot, input) => iot.send(new UpdateCertificateCommand(input)),
};

/** The operations through a client of the SDK. */
export function sdkIdentities(iot: IoTClient): IdentityCaller {
  return (name, input) => SEND[name](iot, input);
}
