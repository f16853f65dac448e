import { systemClock, type Clock } from '../../runtime/clock.ts';
import { PmSimError } from '../../runtime/errors.ts';
import { createRandom, type Random } from '../../runtime/random.ts';
import type { CliIo } from '../io.ts';
import { awsConfig, isAws, placeText, type AwsConfig, type AwsPlace } from './aws-config.ts';
import { awsFault } from './aws-fault.ts';

/** A conversation with AWS: how clients are made, and what all of them share. */
export interface AwsSession {
  readonly config: AwsConfig;
  /** False at an endpoint that only speaks as AWS does. */
  readonly real: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal: AbortSignal;
  /**
   * Makes a client that is ended with the session.
   * @param service as the SDK's variables for endpoints of single services call it, such as `KINESIS`
   */
  client<T extends { destroy(): void }>(create: (config: AwsConfig) => T, service?: string): T;
}

const RIGHTS = 'docs/cloud.md lists the IAM actions that the cloud commands need.';

/**
 * Works with AWS and ends all clients, whatever happens.
 * @throws what the work throws; what AWS refuses, told as `connection/…`; `interrupted/cloud`
 */
export async function withAws<T>(
  {
    place,
    io,
    signal,
  }: { readonly place: AwsPlace; readonly io: CliIo; readonly signal: AbortSignal },
  work: (aws: AwsSession) => Promise<T>,
): Promise<T> {
  const config = awsConfig(place, io.env);
  const clients: { destroy(): void }[] = [];
  try {
    return await work({
      config,
      real: isAws(config),
      clock: systemClock(),
      random: createRandom(io.newSeed()),
      signal,
      client(create, service) {
        const client = create(awsConfig(place, io.env, service));
        clients.push(client);
        return client;
      },
    });
  } catch (error) {
    if (signal.aborted) throw interrupted(error);
    throw awsFault(error, placeText('AWS', config), RIGHTS);
  } finally {
    for (const client of clients) client.destroy();
  }
}

/** Whatever an interrupted call comes to, it is what was asked for. */
function interrupted(cause: unknown): PmSimError {
  return new PmSimError('interrupted/cloud', 'Interrupted.', {
    hint: 'The same command goes on where this one ended.',
    cause,
  });
}
