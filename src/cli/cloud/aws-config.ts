import type { Environment } from '../io.ts';

/** Where AWS is and as whom it is spoken to, as far as it was said on the command line. */
export interface AwsPlace {
  readonly profile?: string;
  readonly region?: string;
  readonly endpointUrl?: string;
}

/** What clients of the SDK are made with; credentials it finds itself, as the AWS CLI does. */
export interface AwsConfig {
  readonly profile?: string;
  readonly region?: string;
  readonly endpoint?: string;
}

/**
 * The SDK's own variables are read here too, since what is in them decides about pacing and words.
 * @param service as the variables for single services call it, such as `IOT`
 */
export function awsConfig(place: AwsPlace, env: Environment, service?: string): AwsConfig {
  const region = place.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'];
  const own = service === undefined ? undefined : env[`AWS_ENDPOINT_URL_${service}`];
  const endpoint = place.endpointUrl ?? own ?? env['AWS_ENDPOINT_URL'];
  const profile = place.profile ?? env['AWS_PROFILE'];
  return {
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(profile === undefined ? {} : { profile }),
  };
}

/** Whether it is AWS, with its limits: without an endpoint of its own, or with one of AWS. */
export function isAws({ endpoint }: AwsConfig): boolean {
  if (endpoint === undefined) return true;
  return /\.amazonaws\.com(\.cn)?$/u.test(new URL(endpoint).hostname);
}

/** In words, for messages. */
export function placeText(service: string, { endpoint, region }: AwsConfig): string {
  return endpoint ?? `${service}${region === undefined ? '' : ` in ${region}`}`;
}
