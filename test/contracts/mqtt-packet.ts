import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { Packet } from 'mqtt';

/** Finds packets in the bytes it is given and emits each as `packet`. */
interface PacketParser extends EventEmitter {
  parse(bytes: Buffer): number;
}

interface MqttPacket {
  parser(options?: { readonly protocolVersion: 4 | 5 }): PacketParser;
  generate(packet: Packet, options?: { readonly protocolVersion: 4 | 5 }): Buffer;
}

/** The codec of MQTT.js, taken from where MQTT.js finds it: an independent view of the wire. */
export const mqttPacket = createRequire(createRequire(import.meta.url).resolve('mqtt'))(
  'mqtt-packet',
) as MqttPacket;
