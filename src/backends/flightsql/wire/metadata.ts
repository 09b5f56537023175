import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';
import { HeadwaterError } from '../../../core/errors';

/** Extra headers of a call: lower-case names, printable ASCII values; a name may stand there twice. Names ending in `-bin` have base64 values. */
export type Metadata = readonly (readonly [name: string, value: string])[];

/** What belongs to the transport and cannot be said by a caller. */
const RESERVED = /^(?::.*|grpc-.*|connection|content-length|content-type|host|keep-alive|proxy-connection|te|transfer-encoding|upgrade)$/u;

/** Headers as node:http2 takes them. @throws HeadwaterError where a name or value cannot be sent */
export function outgoing(metadata: Metadata): OutgoingHttpHeaders {
  const headers: Record<string, string[]> = {};
  for (const [given, value] of metadata) {
    const name = given.toLowerCase();
    if (!/^[0-9a-z_.-]+$/u.test(name) || RESERVED.test(name)) throw invalid(`“${given}” cannot be the name of a header.`);
    if (!/^[\x20-\x7e]*$/u.test(value)) throw invalid(`The value of header “${given}” has characters other than printable ASCII.`);
    (headers[name] ??= []).push(value);
  }
  return Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}

function invalid(why: string): HeadwaterError {
  return new HeadwaterError({ what: 'Could not send the headers', why, todo: 'Correct the headers in the connection’s settings.', kind: 'invalid' });
}

/** Headers or trailers as they came, without those of the transport. */
export function incoming(headers: IncomingHttpHeaders): Metadata {
  return Object.entries(headers).flatMap(([name, value]) => {
    if (value === undefined || name.startsWith(':')) return [];
    return (Array.isArray(value) ? value : [value]).map((one): readonly [string, string] => [name, one]);
  });
}

export function headerOf(metadata: Metadata, name: string): string | undefined {
  return metadata.find(([key]) => key === name)?.[1];
}

/** Binary headers are base64, with or without padding. */
export function binaryOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}
