import type { Socket } from 'node:net';
import { MqttClient, type IClientOptions } from 'mqtt';
import { whenDialled, type Closure, type Link, type LinkEvents, type LinkOptions } from './link.ts';

/**
 * A link by MQTT.js, used for one connection and thrown away: its own reconnection waits a fixed
 * time, sends stored messages one per round trip and without the DUP flag, and fails what was
 * published meanwhile if the socket closes again.
 */
export function openMqttLink(options: LinkOptions, events: LinkEvents): Link {
  const state: LinkState = { reached: 'nothing', closed: false };
  const client = new MqttClient(() => watchedSocket(options.dial, state), clientOptions(options));
  client.on('connect', () => {
    state.reached = 'accepted';
    events.onConnected();
  });
  client.on('disconnect', (packet) => {
    state.brokerCode ??= packet.reasonCode;
  });
  client.on('error', (error) => {
    note(state, error);
    client.stream.destroy();
  });
  client.on('close', () => {
    if (state.closed) return;
    state.closed = true;
    events.onClosed(closureOf(state));
  });
  client.connect();
  return linkOf(client, state);
}

interface LinkState {
  reached: Closure['reached'];
  closed: boolean;
  error?: Error;
  brokerCode?: number | undefined;
}

function linkOf(client: MqttClient, state: LinkState): Link {
  return {
    publish({ topic, payload, qos, dup }, onDone) {
      client.publish(topic, payload, { qos, dup }, (error) => {
        if (state.closed) return;
        if (!error) return onDone();
        // Only a PUBACK with a reason carries a number; every other failure ends with the socket.
        if (typeof codeOf(error) === 'number') onDone(error.message);
      });
    },
    end() {
      // DISCONNECT is held back while a publish is un-acked; those live on in the outbox.
      for (const id of Object.keys(client.outgoing)) client.removeOutgoingMessage(Number(id));
      client.end(!client.connected);
    },
    destroy() {
      client.stream.destroy();
    },
  };
}

function clientOptions(options: LinkOptions): IClientOptions {
  return {
    clientId: options.clientId,
    protocolVersion: options.protocolVersion,
    keepalive: options.keepAliveSeconds,
    connectTimeout: options.connectTimeoutMs,
    // A publisher has no session to come back to: what is un-acked waits in the outbox.
    clean: true,
    reconnectPeriod: 0,
    manualConnect: true,
    resubscribe: false,
    ...options.credentials,
    ...willOf(options),
  };
}

function willOf({ will }: LinkOptions): Pick<IClientOptions, 'will'> {
  if (will === undefined) return {};
  return { will: { ...will, payload: Buffer.from(will.payload), qos: 1, retain: false } };
}

function watchedSocket(dial: () => Socket, state: LinkState): Socket {
  const socket = dial();
  whenDialled(socket, () => {
    state.reached = 'socket';
  });
  return socket;
}

/** The first error is the cause; those after it are the pieces falling down. */
function note(state: LinkState, error: Error): void {
  state.error ??= error;
  const code = codeOf(error);
  if (typeof code === 'number') state.brokerCode ??= code;
}

function codeOf(error: Error): unknown {
  return (error as { readonly code?: unknown }).code;
}

function closureOf({ reached, error, brokerCode }: LinkState): Closure {
  return {
    reached,
    ...(error === undefined ? {} : { error }),
    ...(brokerCode === undefined ? {} : { brokerCode }),
  };
}
