import { describe, expect, it } from 'vitest';
import { createConnectionWatch } from '../../../src/edge/transport/connection-watch.ts';
import type { TlsVerdict } from '../../../src/telemetry/tls-reason.ts';

function createWatch(known: { readonly verdict?: TlsVerdict; readonly fault?: string } = {}) {
  let examinations = 0;
  const states: string[] = [];
  let stops = 0;
  const watch = createConnectionWatch('wt-001', {
    onEvent: ({ state, reason }) =>
      states.push(reason === undefined ? state : `${state}: ${reason}`),
    stop: () => {
      stops += 1;
    },
    examine: () => {
      examinations += 1;
      return Promise.resolve(known.verdict);
    },
    ownFault: () => known.fault,
  });
  return { watch, states, stops: () => stops, examinations: () => examinations };
}

const HUNG_UP = 'AWS_IO_SOCKET_CLOSED';
const BROKE_OFF = 'AWS_IO_TLS_ERROR_READ_FAILURE';

describe('connection watch', () => {
  it('settles with the first outcome, whatever it is', async () => {
    const { watch, states } = createWatch();
    watch.failed('AWS_IO_SOCKET_CONNECTION_REFUSED');
    await watch.settled;

    expect(states).toEqual(['reconnecting: AWS_IO_SOCKET_CONNECTION_REFUSED']);
    expect(watch.refusal()).toBeUndefined();
  });

  it('gives up, once, at a CONNACK that will not change and at a failed handshake', async () => {
    const connack = createWatch();
    connack.watch.failed('AWS_ERROR_MQTT5_CONNACK_CONNECTION_REFUSED', 135);
    connack.watch.failed('AWS_ERROR_MQTT5_CONNACK_CONNECTION_REFUSED', 135);
    const handshake = createWatch();
    handshake.watch.failed('AWS_IO_TLS_ERROR_NEGOTIATION_FAILURE');
    await handshake.watch.settled;

    expect(connack.states).toEqual(['refused: The broker refused the connection: not authorized.']);
    expect(connack.stops()).toBe(1);
    expect(handshake.watch.refusal()).toContain('does not trust');
  });

  it('goes on at a CONNACK that may change', () => {
    const { watch } = createWatch();
    for (let i = 0; i < 20; i += 1) watch.failed('AWS_ERROR_MQTT5_CONNACK_CONNECTION_REFUSED', 137);

    expect(watch.refusal()).toBeUndefined();
  });

  it('takes five hang-ups in a row for a refusal, and none when one attempt was different', () => {
    const { watch } = createWatch();
    for (let i = 0; i < 4; i += 1) watch.failed(HUNG_UP);
    watch.failed('AWS_IO_SOCKET_CONNECTION_REFUSED');
    for (let i = 0; i < 4; i += 1) watch.failed(HUNG_UP);
    watch.connected();
    for (let i = 0; i < 4; i += 1) watch.failed(HUNG_UP);
    expect(watch.refusal()).toBeUndefined();
    watch.failed(HUNG_UP);

    expect(watch.refusal()).toContain('before answering CONNECT');
  });

  it('asks why the broker broke off after the handshake, and gives up when it is our certificate', async () => {
    const reason = "The broker refused the device's certificate: certificate revoked.";
    const { watch, states, examinations } = createWatch({ verdict: { refused: true, reason } });
    watch.failed(BROKE_OFF);
    watch.failed(BROKE_OFF);
    await Promise.resolve();

    expect(states).toEqual([
      `reconnecting: ${BROKE_OFF}`,
      `reconnecting: ${BROKE_OFF}`,
      `refused: ${reason}`,
    ]);
    expect(examinations()).toBe(1);
  });

  it('asks again after a connection, and counts as a hang-up what has no explanation', async () => {
    const { watch, examinations } = createWatch();
    for (let i = 0; i < 4; i += 1) watch.failed(BROKE_OFF);
    watch.connected();
    for (let i = 0; i < 4; i += 1) watch.failed(BROKE_OFF);
    await Promise.resolve();
    expect(watch.refusal()).toBeUndefined();
    watch.failed(HUNG_UP);

    expect(watch.refusal()).toContain('before answering CONNECT');
    expect(examinations()).toBe(2);
  });

  it('adds what the device can see of its own certificate', () => {
    const { watch } = createWatch({ fault: 'Its certificate expired.' });
    watch.failed('AWS_ERROR_MQTT5_CONNACK_CONNECTION_REFUSED', 135);

    expect(watch.refusal()).toBe(
      'The broker refused the connection: not authorized. Its certificate expired.',
    );
  });

  it('tells how a connection ended and gives up when the broker will not have it back', () => {
    const { watch, states } = createWatch();
    watch.disconnected('AWS_ERROR_MQTT5_DISCONNECT_RECEIVED', 142);
    watch.disconnected('AWS_IO_SOCKET_CLOSED');
    watch.disconnected('AWS_ERROR_MQTT5_DISCONNECT_RECEIVED', 135);

    expect(states).toEqual([
      'disconnected: session taken over by another client with the same client identifier',
      'disconnected: AWS_IO_SOCKET_CLOSED',
      'disconnected: not authorized',
      'refused: The broker ended the connection: not authorized.',
    ]);
  });
});
