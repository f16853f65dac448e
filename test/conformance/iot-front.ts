import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { IoTClient, RegisterCertificateWithoutCACommand } from '@aws-sdk/client-iot';
import { testAuthority, validity } from '../cloud/x509/fixtures.ts';

export interface Front {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * Answers two calls of the IoT control plane before moto, as AWS IoT does, and passes on the others.
 * CreateCertificateFromCsr: moto certifies a key of its own instead of the request's, which
 * provisioning refuses for good reason; here the request's key is certified, and moto told of it.
 * GetPolicy: moto gives documents of policies that CloudFormation made as objects, AWS as text.
 */
export async function startIotFront(moto: string): Promise<Front> {
  const authority = testAuthority();
  const iot = new IoTClient({
    endpoint: moto,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const certify = async (asked: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const { certificateSigningRequest } = JSON.parse(await text(asked)) as {
      readonly certificateSigningRequest: string;
    };
    const { pem } = authority.issueDeviceCertificate(certificateSigningRequest, validity);
    const { certificateArn, certificateId } = await iot.send(
      new RegisterCertificateWithoutCACommand({ certificatePem: pem, status: 'ACTIVE' }),
    );
    answer.setHeader('content-type', 'application/json');
    answer.end(JSON.stringify({ certificateArn, certificateId, certificatePem: pem }));
  };
  const server = createServer((asked, answer) => {
    const isCsr = asked.method === 'POST' && asked.url?.startsWith('/certificates?') === true;
    const isPolicy = asked.method === 'GET' && /^\/policies\/[^/]+$/u.test(asked.url ?? '');
    if (!isCsr && !isPolicy) return pass(asked, answer, moto);
    const work = isCsr ? certify(asked, answer) : policy(asked, answer, moto);
    work.catch((error: unknown) => answer.destroy(error as Error));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async stop() {
      iot.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function policy(asked: IncomingMessage, answer: ServerResponse, moto: string): Promise<void> {
  const { authorization = '' } = asked.headers;
  const answered = await fetch(`${moto}${asked.url ?? '/'}`, { headers: { authorization } });
  const body = (await answered.json()) as { readonly policyDocument?: unknown };
  const { policyDocument: document } = body;
  const texts = typeof document === 'object' ? { policyDocument: JSON.stringify(document) } : {};
  answer.writeHead(answered.status, {
    'content-type': 'application/json',
    'x-amzn-errortype': answered.headers.get('x-amzn-errortype') ?? '',
  });
  answer.end(JSON.stringify({ ...body, ...texts }));
}

function pass(asked: IncomingMessage, answer: ServerResponse, moto: string): void {
  const { method = 'GET', headers } = asked;
  const onwards = request(`${moto}${asked.url ?? '/'}`, { method, headers }, (answered) => {
    answer.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(answer);
  });
  onwards.on('error', (error) => answer.destroy(error));
  asked.pipe(onwards);
}
