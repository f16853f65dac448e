import { describe, expect, it } from 'vitest';
import { judgeClosure } from '../../../src/simulator/connection/judge-closure.ts';
import type { Closure } from '../../../src/simulator/connection/link.ts';

function failed(reached: Closure['reached'], code: string, message = code): Closure {
  return { reached, error: Object.assign(new Error(message), { code }) };
}

describe('judging how a connection ended', () => {
  it.each([
    ['nobody listens', failed('nothing', 'ECONNREFUSED')],
    ['the name does not resolve', failed('nothing', 'ENOTFOUND')],
    ['the network resets before the handshake', failed('nothing', 'ECONNRESET')],
    ['an accepted connection breaks', failed('accepted', 'ECONNRESET')],
    ['the broker closes an accepted connection', { reached: 'accepted' } as const],
    ['CONNACK does not come', { reached: 'socket', error: new Error('connack timeout') } as const],
    ['the broker is unavailable (3.1.1)', { reached: 'socket', brokerCode: 3 } as const],
    ['the broker is busy (5)', { reached: 'socket', brokerCode: 137 } as const],
    ['the session is taken over (5)', { reached: 'accepted', brokerCode: 142 } as const],
    ['the TLS stack fails', failed('nothing', 'ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR')],
  ])('tries again when %s', (_what, closure) => {
    expect(judgeClosure(closure).outcome).toBe('retry');
  });

  it.each([
    ['not authorized (3.1.1)', { reached: 'socket', brokerCode: 5 } as const, 'not authorized'],
    ['not authorized (5)', { reached: 'socket', brokerCode: 135 } as const, 'not authorized'],
    ['a code it does not know', { reached: 'socket', brokerCode: 200 } as const, 'reason code 200'],
    ['unknown CA', failed('nothing', 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'), 'unknown ca'],
    [
      'a missing certificate',
      failed('socket', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'),
      'certificate required',
    ],
    [
      'an expired certificate',
      failed('socket', 'ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED'),
      'certificate expired',
    ],
    ['a server we do not trust', failed('nothing', 'SELF_SIGNED_CERT_IN_CHAIN'), 'not trusted'],
    ['a server of another name', failed('nothing', 'ERR_TLS_CERT_ALTNAME_INVALID'), 'not trusted'],
  ])('gives up at %s and says so', (_what, closure, words) => {
    expect(judgeClosure(closure).outcome).toBe('refused');
    expect(judgeClosure(closure).reason).toContain(words);
  });

  it('is not sure of a broker that hangs up after the handshake', () => {
    expect(judgeClosure({ reached: 'socket' }).outcome).toBe('unclear');
    expect(judgeClosure(failed('socket', 'ECONNRESET')).outcome).toBe('unclear');
  });
});
