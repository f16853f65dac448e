import type { TwinRequestHandler } from './front-door/request-handler.ts';

/** Configuration that makes any AWS SDK v3 client reach the twin in process. */
export interface ClientDefaults {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly requestHandler: TwinRequestHandler;
}

/** Never resolved: requests do not leave the process. */
const ENDPOINT = 'http://twin.invalid';
/** Any credentials do; the twin checks no signatures. */
const CREDENTIALS = { accessKeyId: 'pm-sim', secretAccessKey: 'pm-sim' };

export function clientDefaults(region: string, requestHandler: TwinRequestHandler): ClientDefaults {
  return { region, endpoint: ENDPOINT, credentials: CREDENTIALS, requestHandler };
}
