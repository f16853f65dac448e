import type { FleetLinkOptions } from './open-fleet.ts';
import type { OpenTwin } from './open-twin.ts';

/** Where the path of a run ends. */
export interface RunCloud {
  readonly openTwin: OpenTwin;
  /** What is different about the devices' identities there. */
  readonly link: Partial<
    Pick<FleetLinkOptions, 'stateDir' | 'passphrase' | 'policyName' | 'thingGroup'>
  >;
}
