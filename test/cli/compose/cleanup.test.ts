import { describe, expect, it } from 'vitest';
import { createCleanup } from '../../../src/cli/compose/cleanup.ts';

describe('createCleanup', () => {
  it('undoes in reverse order and only once', async () => {
    const order: string[] = [];
    const cleanup = createCleanup();
    cleanup.use({ [Symbol.asyncDispose]: async () => void order.push('twin') });
    cleanup.defer(() => void order.push('fleet'));
    await cleanup.run(() => undefined);
    await cleanup.run(() => undefined);
    expect(order).toEqual(['fleet', 'twin']);
  });

  it('goes on after a failure and tells it', async () => {
    const failures: string[] = [];
    let undone = false;
    const cleanup = createCleanup();
    cleanup.defer(() => {
      undone = true;
    });
    cleanup.defer(() => Promise.reject(new Error('socket stuck')));
    await cleanup.run((text) => failures.push(text));
    expect(failures).toEqual(['socket stuck']);
    expect(undone).toBe(true);
  });
});
