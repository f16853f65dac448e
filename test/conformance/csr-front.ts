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
 * moto certifies a key of its own instead of the request's, which provisioning refuses for good reason.
 * Before moto, this front answers CreateCertificateFromCsr as AWS IoT does: it issues a certificate for
 * the key of the request, and registers it with moto. Everything else goes to moto as it came.
 */
export async function startCsrFront(moto: string): Promise<Front> {
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
    if (!isCsr) return pass(asked, answer, moto);
    certify(asked, answer).catch((error: unknown) => answer.destroy(error as Error));
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

function pass(asked: IncomingMessage, answer: ServerResponse, moto: string): void {
  const { method = 'GET', headers } = asked;
  const onwards = request(`${moto}${asked.url ?? '/'}`, { method, headers }, (answered) => {
    answer.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(answer);
  });
  onwards.on('error', (error) => answer.destroy(error));
  asked.pipe(onwards);
}
