import { describe, expect, it } from 'vitest';
import { textOf } from '../../../src/edge/transport/downlink.ts';

describe('the text of a message from the AWS SDK', () => {
  it('is read from bytes of either kind', () => {
    const bytes = new TextEncoder().encode('{"a":"é"}');
    expect(textOf(bytes)).toBe('{"a":"é"}');
    expect(textOf(bytes.buffer)).toBe('{"a":"é"}');
    expect(textOf('text')).toBe('text');
  });

  it('is empty for an empty message, whose buffer the SDK has detached', () => {
    const detached = new ArrayBuffer(4);
    structuredClone(detached, { transfer: [detached] });
    expect(textOf(detached)).toBe('');
    expect(textOf(undefined)).toBe('');
  });
});
