import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** SNS waits this long for an answer (developer guide, sns-message-delivery-retries). */
const ANSWER_MS_MAX = 15_000;
/** Of the answer's body nothing is used; it is read so that the connection ends well. */
const HEADERS_BYTES_MAX = 16 * 1024;

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** Sends one POST on a connection of its own and resolves with the status of the answer. */
export function post({ url, headers, body, signal }: Post): Promise<number> {
  const request = url.startsWith('https:') ? httpsRequest : httpRequest;
  const content = Buffer.from(body, 'utf8');
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'POST',
        agent: false,
        maxHeaderSize: HEADERS_BYTES_MAX,
        headers: { ...headers, 'content-length': content.length },
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS_MAX)]),
      },
      (answer) => {
        answer.resume();
        answer.once('error', reject);
        answer.once('end', () => resolve(answer.statusCode ?? 0));
      },
    );
    sent.once('error', reject);
    sent.end(content);
  });
}
