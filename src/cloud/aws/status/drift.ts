import {
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  type StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import { sleep } from '../../../runtime/clock.ts';
import { PmSimError } from '../../../runtime/errors.ts';
import type { CloudFormationContext } from '../deploy/change-set.ts';

/** A part that somebody has changed past CloudFormation. */
export interface DriftedPart {
  readonly logicalId: string;
  readonly status: string;
  /** Paths of the properties that are not as the template says. */
  readonly properties: readonly string[];
}

/** A detection over some thirty parts takes half a minute; engineering judgement. */
const DRIFT_WAIT_MAX_MS = 300_000;
const DRIFT_POLL_MS = 2_000;

/**
 * Compares the parts of a stack with what they are now (user guide, "Detect unmanaged configuration
 * changes to stacks"). @throws PmSimError `timeout/drift`, `cloud/no-drift`
 */
export async function detectDrift(
  context: CloudFormationContext,
  stackName: string,
): Promise<readonly DriftedPart[]> {
  const { cloudFormation } = context;
  const { StackDriftDetectionId: id } = await cloudFormation
    .send(new DetectStackDriftCommand({ StackName: stackName }))
    .catch(notOffered);
  await untilDetected(context, id);
  const found: DriftedPart[] = [];
  let next: string | undefined;
  do {
    const page = await cloudFormation.send(
      new DescribeStackResourceDriftsCommand({
        StackName: stackName,
        NextToken: next,
        StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED'],
      }),
    );
    found.push(...(page.StackResourceDrifts ?? []).map(driftedPart));
    next = page.NextToken;
  } while (next !== undefined && next !== '');
  return found;
}

/** Endpoints that only speak as AWS does answer with a page that is no XML, or an error of their own. */
function notOffered(error: unknown): never {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  if (error instanceof Error && (status === undefined || status === 404 || status >= 500)) {
    throw new PmSimError('cloud/no-drift', 'The endpoint does not detect drift.', {
      kind: 'connection',
      hint: 'Ask without --drift.',
      cause: error,
    });
  }
  throw error;
}

async function untilDetected(
  { cloudFormation, clock, signal }: CloudFormationContext,
  id: string | undefined,
): Promise<void> {
  const deadline = clock.now() + DRIFT_WAIT_MAX_MS;
  for (;;) {
    const { DetectionStatus: status, DetectionStatusReason: reason = '' } =
      await cloudFormation.send(
        new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId: id }),
      );
    // A detection that failed for some parts has told the others (API reference).
    if (status === 'DETECTION_COMPLETE' || status === 'DETECTION_FAILED') return;
    if (clock.now() >= deadline) {
      throw new PmSimError(
        'timeout/drift',
        `Drift was not detected within ${DRIFT_WAIT_MAX_MS / 1_000} s. ${reason}`,
        { kind: 'connection', hint: 'Ask again later, or without --drift.' },
      );
    }
    await sleep(clock, DRIFT_POLL_MS, signal);
  }
}

function driftedPart(drift: StackResourceDrift): DriftedPart {
  return {
    logicalId: drift.LogicalResourceId ?? '',
    status: drift.StackResourceDriftStatus ?? '',
    properties: (drift.PropertyDifferences ?? []).flatMap(({ PropertyPath }) => PropertyPath ?? []),
  };
}
