import { describe, expect, it } from 'vitest';
import { planDeployment } from '../../../../src/cloud/aws/deploy/plan-deployment.ts';

function stackThatIs(status: string) {
  return { name: 'pm-sim', id: 'arn', status, parameters: new Map(), outputs: new Map() };
}

describe('what a deployment does', () => {
  it.each([
    ['REVIEW_IN_PROGRESS', 'create'],
    ['CREATE_COMPLETE', 'update'],
    ['UPDATE_ROLLBACK_COMPLETE', 'update'],
    ['ROLLBACK_COMPLETE', 'recreate'],
  ])('of a stack that is %s is to %s it', (status, plan) => {
    expect(planDeployment(stackThatIs(status))).toBe(plan);
  });

  it('makes a stack that there is not', () => {
    expect(planDeployment(undefined)).toBe('create');
  });

  it.each([
    ['UPDATE_IN_PROGRESS', 'cloud/busy'],
    ['UPDATE_ROLLBACK_FAILED', 'cloud/stuck'],
    ['DELETE_FAILED', 'cloud/stuck'],
  ])('is refused while it is %s', (status, code) => {
    expect(() => planDeployment(stackThatIs(status))).toThrow(expect.objectContaining({ code }));
  });
});
