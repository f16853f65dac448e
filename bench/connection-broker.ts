// A broker in a process of its own: `connection-broker.ts` prints its ports and the identity of a
// device, then answers every line on stdin with the telemetry that have arrived since the last one.
import { once } from 'node:events';
import { createServer as createPlainServer, type AddressInfo, type Server } from 'node:net';
import { createInterface } from 'node:readline';
import { createServer as createTlsServer } from 'node:tls';
import { Aedes } from 'aedes';
import { createCertificateAuthority } from '../src/cloud/x509/authority.ts';
import { createCsr } from '../src/cloud/x509/csr.ts';
import { createKeyPair, privateKeyPem } from '../src/cloud/x509/keys.ts';

const validity = { notBefore: 0, notAfter: 4e12 };
const authority = createCertificateAuthority({ name: { commonName: 'bench' }, validity });
const ca = authority.certificatePem;
const server = authority.issueServerCertificate({ hosts: ['127.0.0.1'], validity });
const keys = createKeyPair();
const device = authority.issueDeviceCertificate(createCsr({ commonName: 'd' }, keys), validity);

let arrived = 0;
const broker = await Aedes.createBroker({
  authorizePublish(_client, { topic }, done) {
    // Not the wills of clients that have done their work.
    if (topic.endsWith('/telemetry')) arrived += 1;
    done(null);
  },
});

async function portOf(listening: Server): Promise<number> {
  listening.listen({ port: 0, host: '127.0.0.1', backlog: 1_024 });
  await once(listening, 'listening');
  return (listening.address() as AddressInfo).port;
}

const mutual = { ca, cert: server.pem, key: server.privateKeyPem, requestCert: true };
const identity = { ca, cert: device.pem, key: privateKeyPem(keys.privateKey) };
const port = await portOf(createPlainServer((socket) => broker.handle(socket)));
const tlsPort = await portOf(
  createTlsServer({ ...mutual, rejectUnauthorized: true }, (socket) => broker.handle(socket)),
);
console.log(JSON.stringify({ port, tlsPort, identity }));
for await (const line of createInterface(process.stdin)) {
  console.log(JSON.stringify({ [line]: arrived }));
  arrived = 0;
}
process.exit();
