import { z } from 'zod';
import { AwsFault } from '../../service.ts';
import { invalidArgument } from './input.ts';

/** How long a shard iterator or a page token serves, ms. */
const TOKEN_MS_MAX = 300_000;

const envelopeSchema = z.tuple([z.number(), z.unknown()]);

/** An opaque token that carries a value and its time. It is not signed: the twin trusts its users. */
export function encodeToken(value: unknown, now: number): string {
  return Buffer.from(JSON.stringify([now, value])).toString('base64');
}

/** The value of a token. Throws `expiredCode` when it is too old, InvalidArgumentException when it is none. */
export function decodeToken<T>(
  token: string,
  schema: z.ZodType<T>,
  expiry: { readonly now: number; readonly code: string },
): T {
  const [issuedAt, value] = opened(token);
  const ageMs = expiry.now - issuedAt;
  if (ageMs > TOKEN_MS_MAX) {
    throw new AwsFault(
      expiry.code,
      `The token was made ${Math.round(ageMs / 1000)} s ago and expired after ${TOKEN_MS_MAX / 1000} s.`,
    );
  }
  const result = schema.safeParse(value);
  if (!result.success) throw invalidArgument('The token is not one that this operation returned.');
  return result.data;
}

function opened(token: string): z.infer<typeof envelopeSchema> {
  try {
    return envelopeSchema.parse(JSON.parse(Buffer.from(token, 'base64').toString('utf8')));
  } catch {
    throw invalidArgument('The token is not one that this operation returned.');
  }
}
