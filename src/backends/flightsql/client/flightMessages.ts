import { bool, bytes, double, int32, int64, Message, type MessageOf, optional, repeated, string, uint64 } from '../../../core/protobuf/message';
import type { ProtoReader } from '../../../core/protobuf/reader';
import type { ProtoWriter } from '../../../core/protobuf/writer';

/** Messages of the Flight protocol: names and numbers of Flight.proto (Apache Arrow). Fields left out have their type's empty value. */

/** Eight bytes, signed. */
const sfixed64 = {
  wire: 1,
  write: (to: ProtoWriter, value: bigint): void => to.fixed(new Uint8Array(BigInt64Array.of(value).buffer)),
  read: (from: ProtoReader): bigint => {
    const low = BigInt(from.fixed32() >>> 0);
    return BigInt.asIntN(64, (BigInt(from.fixed32() >>> 0) << 32n) | low);
  },
};

export const HandshakeMessage = new Message('Handshake', { version: optional(1, uint64), payload: optional(2, bytes) });
export const BasicAuth = new Message('BasicAuth', { user: optional(2, string), password: optional(3, string) });

export const ActionMessage = new Message('Action', { type: optional(1, string), body: optional(2, bytes) });
export const ActionTypeMessage = new Message('ActionType', { type: optional(1, string), description: optional(2, string) });
export const ResultMessage = new Message('Result', { body: optional(1, bytes) });
export const Criteria = new Message('Criteria', { expression: optional(1, bytes) });
export const Empty = new Message('Empty', {});

export const Descriptor = new Message('FlightDescriptor', { type: optional(1, int32), command: optional(2, bytes), path: repeated(3, string) });
export const SchemaResult = new Message('SchemaResult', { schema: optional(1, bytes) });
export const Ticket = new Message('Ticket', { ticket: optional(1, bytes) });
const LocationMessage = new Message('Location', { uri: optional(1, string) });
/** Seconds since 1970 and nanoseconds within the second. */
export const Timestamp = new Message('Timestamp', { seconds: optional(1, int64), nanos: optional(2, int32) });
export const EndpointMessage = new Message('FlightEndpoint', {
  ticket: optional(1, Ticket),
  locations: repeated(2, LocationMessage),
  expiration: optional(3, Timestamp),
  appMetadata: optional(4, bytes),
});
export const InfoMessage = new Message('FlightInfo', {
  schema: optional(1, bytes),
  descriptor: optional(2, Descriptor),
  endpoints: repeated(3, EndpointMessage),
  totalRecords: optional(4, int64),
  totalBytes: optional(5, int64),
  ordered: optional(6, bool),
  appMetadata: optional(7, bytes),
});
export const PollMessage = new Message('PollInfo', {
  info: optional(1, InfoMessage),
  descriptor: optional(2, Descriptor),
  progress: optional(3, double),
  expiration: optional(4, Timestamp),
});
export const PutResult = new Message('PutResult', { appMetadata: optional(1, bytes) });

export const CancelInfoRequest = new Message('CancelFlightInfoRequest', { info: optional(1, InfoMessage) });
export const CancelInfoResult = new Message('CancelFlightInfoResult', { status: optional(1, int32) });
export const RenewEndpointRequest = new Message('RenewFlightEndpointRequest', { endpoint: optional(1, EndpointMessage) });

const StringList = new Message('StringListValue', { values: repeated(1, string) });
/** At most one of these; none = unset. */
export const SessionValue = new Message('SessionOptionValue', {
  string: optional(1, string),
  bool: optional(2, bool),
  int64: optional(3, sfixed64),
  double: optional(4, double),
  strings: optional(5, StringList),
});
const SessionEntry = new Message('SessionOptionsEntry', { key: optional(1, string), value: optional(2, SessionValue) });
export const SessionOptionsMessage = new Message('SessionOptions', { options: repeated(1, SessionEntry) });
const SessionError = new Message('Error', { value: optional(1, int32) });
const SessionErrorEntry = new Message('ErrorsEntry', { key: optional(1, string), value: optional(2, SessionError) });
export const SetSessionResult = new Message('SetSessionOptionsResult', { errors: repeated(1, SessionErrorEntry) });
export const CloseSessionResult = new Message('CloseSessionResult', { status: optional(1, int32) });

export type WireInfo = MessageOf<typeof InfoMessage>;
export type WireEndpoint = MessageOf<typeof EndpointMessage>;
export type WireDescriptor = MessageOf<typeof Descriptor>;
export type WireSessionValue = MessageOf<typeof SessionValue>;
