import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';

/**
 * What a client of the gate meets: a certificate that it trusts, one that it has never seen, an expired one, or one for another
 * name; a server that refuses TLS; or a server whose handshake is not TLS.
 */
export type Handshake = 'TRUSTED' | 'UNKNOWN' | 'EXPIRED' | 'OTHER_NAME' | 'REFUSED' | 'GARBAGE';

export interface TlsGate {
  readonly port: number;
  /** The certificates that a client of the gate should trust, PEM. */
  readonly ca: readonly string[];
  /** From now on every new connection meets this handshake. Open connections are cut. */
  set(handshake: Handshake): void;
  close(): Promise<void>;
}

/** Encrypts connections to a Postgres server, which needs no certificate of its own then. */
export async function createTlsGate(target: { host: string; port: number }): Promise<TlsGate> {
  const certificates = await createCertificates();
  const open = new Set<Socket>();
  let handshake: Handshake = 'TRUSTED';
  const server = createServer((client) => {
    keep(open, client);
    // The client asks for TLS in its first message.
    client.once('data', () => {
      client.write(handshake === 'REFUSED' ? 'N' : 'S');
      if (handshake === 'REFUSED' || handshake === 'GARBAGE') {
        client.once('data', () => client.end('no TLS is spoken here'));
        return;
      }
      const { context } = certificates[handshake];
      const secure = new TLSSocket(client, { isServer: true, secureContext: context });
      const upstream = connect(target);
      for (const socket of [secure, upstream]) keep(open, socket);
      secure.pipe(upstream).pipe(secure);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => open.forEach((socket) => socket.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    ca: [certificates.TRUSTED.pem, certificates.EXPIRED.pem, certificates.OTHER_NAME.pem],
    set(next) {
      handshake = next;
      cut();
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
    },
  };
}

function keep(open: Set<Socket>, socket: Socket): void {
  open.add(socket);
  socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket));
}

interface Certificate {
  readonly pem: string;
  readonly context: SecureContext;
}

async function createCertificates() {
  const lastYear = new Date(Date.now() - 365 * 24 * 60 * 60 * 1000);
  const expired = { notBeforeDate: lastYear, notAfterDate: new Date(lastYear.getTime() + 60_000) };
  const [TRUSTED, UNKNOWN, EXPIRED, OTHER_NAME] = await Promise.all([
    createCertificate('localhost'),
    createCertificate('localhost'),
    createCertificate('localhost', expired),
    createCertificate('elsewhere.example'),
  ]);
  return { TRUSTED, UNKNOWN, EXPIRED, OTHER_NAME };
}

async function createCertificate(name: string, validity: object = {}): Promise<Certificate> {
  const subject = [{ name: 'commonName', value: name }];
  const { private: key, cert } = await generate(subject, {
    keyType: 'ec',
    algorithm: 'sha256',
    ...validity,
  });
  return { pem: cert, context: createSecureContext({ key, cert }) };
}
