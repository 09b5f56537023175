import { WIRE } from './thriftReader';
import type { ThriftType } from './thriftTypes';
import { ThriftError } from './thriftError';

export interface Address {
  readonly host: string;
  readonly port: number;
}

export const addressText = ({ host, port }: Address): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);

/** `host:port`, `[v6]:port`; `undefined` where it is neither. */
export function parseAddress(text: string): Address | undefined {
  const match = /^(?:\[([0-9a-f:.%]+)\]|([^\s:[\]/]+)):(\d{1,5})$/iu.exec(text.trim());
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host !== undefined && port > 0 && port < 65536 ? { host, port } : undefined;
}

const IPV4 = 1n;

/** `rpc_address`: IPv4, port and type in 64 bits; `undefined` for none and for groups. */
export const rpcAddress: ThriftType<Address | undefined> = {
  wire: WIRE.struct,
  absent: () => undefined,
  read: (from) => {
    const bits = BigInt.asUintN(64, from.i64());
    if ((bits & 3n) !== IPV4) return undefined;
    const ip = Number(bits >> 32n);
    return { host: [ip >>> 24, (ip >>> 16) & 255, (ip >>> 8) & 255, ip & 255].join('.'), port: Number((bits >> 16n) & 0xffffn) };
  },
  write: (to, address) => to.i64(address ? addressBits(address) : 0n),
};

function addressBits({ host, port }: Address): bigint {
  const parts = host.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) throw new ThriftError(`${host} is no IPv4 address`);
  const ip = parts.reduce((sum, part) => sum * 256 + part, 0);
  return BigInt.asIntN(64, (BigInt(ip) << 32n) | (BigInt(port) << 16n) | IPV4);
}

/** `host_port`: newer servers tell names beside addresses. The port is a signed 16-bit number on the wire. */
export const hostPort: ThriftType<Address | undefined> = {
  wire: WIRE.struct,
  absent: () => undefined,
  read: (from) => {
    const host = from.string();
    const port = from.i16() & 0xffff;
    const type = from.u8();
    return type === 1 && host !== '' ? { host, port } : undefined;
  },
  write: (to, address) => {
    to.string(address?.host ?? '');
    to.i16(address ? (address.port << 16) >> 16 : 0);
    to.u8(address ? 1 : 0);
  },
};

/** Which partition of which table. */
export interface Gpid {
  readonly app: number;
  readonly partition: number;
}

export const gpid: ThriftType<Gpid> = {
  wire: WIRE.struct,
  absent: () => ({ app: 0, partition: 0 }),
  read: (from) => {
    const partition = from.i32();
    return { partition, app: from.i32() };
  },
  write: (to, { app, partition }) => {
    to.i32(partition);
    to.i32(app);
  },
};
