import { describe, expect, it } from 'vitest';
import { createDisposal } from '../../src/runtime/disposal.ts';

describe('createDisposal', () => {
  it('ends in reverse order and only once', async () => {
    const order: string[] = [];
    const disposal = createDisposal();
    disposal.use({ [Symbol.asyncDispose]: async () => void order.push('twin') });
    disposal.defer(() => void order.push('fleet'));
    await disposal.dispose();
    await disposal.dispose();
    expect(order).toEqual(['fleet', 'twin']);
  });

  it('goes on after a failure and throws the first one at the end', async () => {
    let ended = false;
    const disposal = createDisposal();
    disposal.defer(() => {
      ended = true;
    });
    disposal.defer(() => Promise.reject(new Error('socket stuck')));
    await expect(disposal.dispose()).rejects.toThrow('socket stuck');
    expect(ended).toBe(true);
  });
});
