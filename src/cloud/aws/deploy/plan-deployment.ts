import { PmSimError } from '../../../runtime/errors.ts';
import type { DeployedStack } from './deployed-stack.ts';

/** `recreate`: what an earlier, failed creation left is empty and has to go first. */
export type DeploymentPlan = 'create' | 'update' | 'recreate';

/**
 * What can be done with a stack in its state (user guide, "Stack status codes").
 * @throws PmSimError `cloud/busy`, `cloud/stuck`
 */
export function planDeployment(stack: DeployedStack | undefined): DeploymentPlan {
  if (stack === undefined || stack.status === 'REVIEW_IN_PROGRESS') return 'create';
  const { name, status } = stack;
  if (status === 'ROLLBACK_COMPLETE') return 'recreate';
  if (status.endsWith('_IN_PROGRESS')) {
    throw new PmSimError('cloud/busy', `The stack ${name} is ${status}.`, {
      kind: 'system',
      hint: '`pm-sim cloud status` shows how far it is; try again when it has ended.',
    });
  }
  if (status.endsWith('_COMPLETE')) return 'update';
  throw new PmSimError('cloud/stuck', `The stack ${name} is ${status} and takes no update.`, {
    kind: 'system',
    hint: 'Continue its roll-back in the console, or take it away with `pm-sim cloud destroy`.',
  });
}
