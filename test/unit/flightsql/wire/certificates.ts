import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A certificate with its key, PEM. */
export interface Certificate {
  readonly name: string;
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateOptions {
  readonly name: string;
  /** Host names and IPv4 addresses that it is for. */
  readonly hosts?: readonly string[];
  /** Absent = signed by itself. */
  readonly issuer?: Certificate;
  readonly from?: Date;
  readonly to?: Date;
}

/** X.509 version 3 with an EC key, in DER by hand (ITU-T X.690, RFC 5280 §4.1): Node makes keys, but no certificates. */
export function certificate({ name, hosts, issuer, from = new Date(Date.now() - 86_400_000), to = new Date(Date.now() + 86_400_000) }: CertificateOptions): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signer: KeyObject = issuer ? createPrivateKey(issuer.key) : privateKey;
  const algorithm = der(0x30, oid('2a8648ce3d040302')); // ecdsa-with-SHA256
  const extensions = [der(0x30, oid('551d13'), der(0x01, Buffer.from([0xff])), der(0x04, der(0x30, ...(hosts ? [] : [der(0x01, Buffer.from([0xff]))]))))]; // basicConstraints
  if (hosts) extensions.push(der(0x30, oid('551d11'), der(0x04, der(0x30, ...hosts.map(hostName))))); // subjectAltName
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1, ...Buffer.from(String(Math.floor(Math.random() * 1e9)))])),
    algorithm,
    distinguished(issuer?.name ?? name),
    der(0x30, time(from), time(to)),
    distinguished(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, ...extensions)),
  );
  const signature = sign('sha256', body, signer);
  return { name, certificate: pem(der(0x30, body, algorithm, der(0x03, Buffer.from([0]), signature))), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function distinguished(name: string): Buffer {
  return der(0x30, der(0x31, der(0x30, oid('550403'), der(0x0c, Buffer.from(name)))));
}

function time(date: Date): Buffer {
  return der(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replace(/[-T:]/gu, '')}Z`));
}

function hostName(host: string): Buffer {
  return /^\d+(?:\.\d+){3}$/u.test(host) ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host));
}

function pem(bytes: Buffer): string {
  return `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64').replace(/.{64}/gu, '$&\n')}\n-----END CERTIFICATE-----\n`;
}
