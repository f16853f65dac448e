import { createLeanLinks } from './lean/lean-link.ts';
import type { LinkOptions, OpenLink } from './link.ts';

/** The MQTT clients that a fleet may have. */
export const CLIENT_NAMES = ['lean', 'mqtt', 'crt'] as const;
export type ClientName = (typeof CLIENT_NAMES)[number];

/** How a client is used where nobody says otherwise. */
export interface Client {
  readonly openLink: OpenLink;
  readonly protocolVersion: LinkOptions['protocolVersion'];
}

/** Loads a client when it is asked for: MQTT.js takes 40 ms, the Common Runtime 110. */
export function loadClient(name: ClientName): Promise<Client> {
  return LOADERS[name]();
}

const LOADERS: Readonly<Record<ClientName, () => Promise<Client>>> = {
  lean: () => Promise.resolve({ openLink: createLeanLinks(), protocolVersion: 4 }),
  async mqtt() {
    const { openMqttLink } = await import('./mqtt-link.ts');
    return { openLink: openMqttLink, protocolVersion: 4 };
  },
  async crt() {
    const { loadCrtLinks } = await import('./crt-link.ts');
    return { openLink: await loadCrtLinks(), protocolVersion: 5 };
  },
};
