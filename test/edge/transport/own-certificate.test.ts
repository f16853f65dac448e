import { describe, expect, it } from 'vitest';
import { ownCertificateFault } from '../../../src/edge/transport/own-certificate.ts';
import { issueDevice, ISSUED_AT, testAuthority, validity } from '../../cloud/x509/fixtures.ts';

const certificateOf = (name: string): string => issueDevice(testAuthority(), name, validity).cert;
const during = { clientId: 'edge-1', now: ISSUED_AT + 1_000 };

describe('what an agent can see of its own certificate', () => {
  it('is nothing when it is valid and its own, made by AWS IoT, or no certificate', () => {
    expect(ownCertificateFault(certificateOf('edge-1'), during)).toBeUndefined();
    expect(ownCertificateFault(certificateOf('AWS IoT Certificate'), during)).toBeUndefined();
    expect(ownCertificateFault('nothing', during)).toBeUndefined();
  });

  it('is that it is over, or not yet begun, which may be the clock', () => {
    const pem = certificateOf('edge-1');
    expect(ownCertificateFault(pem, { ...during, now: validity.notAfter })).toBe(
      `Its certificate expired at ${new Date(validity.notAfter).toISOString()}.`,
    );
    expect(ownCertificateFault(pem, { ...during, now: 0 })).toMatch(
      /^Its certificate is not valid before 2026-01-01T00:00:00\.000Z, and this machine's clock says 1970/,
    );
  });

  it('is that it is for somebody else', () => {
    expect(ownCertificateFault(certificateOf('edge-2'), during)).toBe(
      'Its certificate is for "edge-2", and it connects as "edge-1".',
    );
  });
});
