import type { DeployedStack, StackPart } from '../../cloud/aws/deploy/deployed-stack.ts';
import type { DriftedPart } from '../../cloud/aws/status/drift.ts';
import type { Lag } from '../../cloud/aws/status/stream-lag.ts';
import type { Alert } from '../../telemetry/alert.ts';

/** What `pm-sim cloud status` tells. */
export interface StackReport extends Pick<DeployedStack, 'name' | 'status'> {
  readonly reason?: string;
  readonly changedAt?: number;
  readonly outputs: Readonly<Record<string, string>>;
  readonly parts: readonly StackPart[];
  /** Parts that were changed past CloudFormation; absent when it was not asked for. */
  readonly drifted?: readonly DriftedPart[];
  readonly lags: readonly Lag[];
  readonly ringing: readonly { readonly name: string; readonly reason: string }[];
  readonly alerts: readonly Alert[];
  /** Things in the group. */
  readonly devices: number;
  /** Where devices connect. */
  readonly mqttEndpoint?: string;
}
