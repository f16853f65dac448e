// A broker in a process of its own: `connection-broker.ts` prints its ports and the identity of a
// device, then answers every line on stdin with the telemetry that have arrived since the last one.
// `idlePort` takes connections and does nothing with them: a broker takes longer for a CONNECT than a
// good client, and would be what is measured.
import { once } from 'node:events';
import {
  createServer as createPlainServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';
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

/** Accepts, and answers pings: all that a connection at rest asks for. */
function takeIn(socket: Socket): void {
  let isAccepted = false;
  socket.on('error', () => undefined);
  socket.on('data', (packet) => {
    if (packet[0] === 0xc0) socket.write(Buffer.of(0xd0, 0));
    if (isAccepted) return;
    isAccepted = true;
    // The protocol version follows the name, which follows a length of one byte or more.
    const isNewer = packet[packet.indexOf('MQTT') + 4] === 5;
    socket.write(isNewer ? Buffer.of(0x20, 3, 0, 0, 0) : Buffer.of(0x20, 2, 0, 0));
  });
}

const mutual = { ca, cert: server.pem, key: server.privateKeyPem, requestCert: true };
const identity = { ca, cert: device.pem, key: privateKeyPem(keys.privateKey) };
const port = await portOf(createPlainServer((socket) => broker.handle(socket)));
const tlsPort = await portOf(
  createTlsServer({ ...mutual, rejectUnauthorized: true }, (socket) => broker.handle(socket)),
);
const idlePort = await portOf(createPlainServer({ noDelay: true }, takeIn));
console.log(JSON.stringify({ port, tlsPort, idlePort, identity }));
for await (const line of createInterface(process.stdin)) {
  console.log(JSON.stringify({ [line]: arrived }));
  arrived = 0;
}
process.exit();
