import type { FieldIssue, FieldValue, ImportedProfile } from '../../../core/contract/profile';
import type { ClientSettings } from '../client/settings';
import { isCodecId } from '../values/codecs';
import type { CodecChoice, EncodingChoices, Part } from '../values/encodings';
import { type Address, addressText, parseAddress } from '../wire/address';

export interface PegasusProfile {
  readonly client: ClientSettings;
  /** For tables that have none of their own. */
  readonly encodings: EncodingChoices;
  readonly tableEncodings: ReadonlyMap<string, EncodingChoices>;
  /** Rows that a statement may read without naming a hash key. */
  readonly scanLimit: number;
}

type Values = Readonly<Record<string, FieldValue>>;

export const DEFAULT_META_PORT = 34_601;
export const DEFAULT_SCAN_LIMIT = 1_000_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** A page of a thousand values of 256 KiB is a large one. */
const MAX_FRAME_BYTES = 256 * 1_048_576;

export function pegasusProfile(values: Values): PegasusProfile {
  const seconds = (key: string, initial: number): number => (typeof values[key] === 'number' ? values[key] : initial) * 1000;
  return {
    client: {
      metas: metasOf(values),
      addressMap: new Map(pairsOf(values, 'addresses').flatMap(([from, to]) => addressPair(from, to))),
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      maxFrameBytes: MAX_FRAME_BYTES,
      timeoutMs: seconds('timeout', 5),
      scanTimeoutMs: seconds('scanTimeout', 30),
    },
    encodings: { hashKey: choiceOf(values, 'hashKeyEncoding'), sortKey: choiceOf(values, 'sortKeyEncoding'), value: choiceOf(values, 'valueEncoding') },
    tableEncodings: new Map(pairsOf(values, 'encodings').flatMap(([table, text]) => encodingPair(table, text))),
    scanLimit: typeof values['scanLimit'] === 'number' ? values['scanLimit'] : DEFAULT_SCAN_LIMIT,
  };
}

export function validatePegasus(values: Values): readonly FieldIssue[] {
  const wrong = listOf(values).find((entry) => !metaAddress(entry));
  const pair = pairsOf(values, 'addresses').find(([from, to]) => addressPair(from, to).length === 0);
  const encoding = pairsOf(values, 'encodings').find(([table, text]) => encodingPair(table, text).length === 0);
  return [
    ...(wrong === undefined ? [] : [{ key: 'metas', message: `“${wrong}” is not host:port.` }]),
    ...(pair === undefined ? [] : [{ key: 'addresses', message: `“${pair[0]}” → “${pair[1]}” are not both host:port.` }]),
    ...(encoding === undefined ? [] : [{ key: 'encodings', message: `“${encoding[1]}” are not the three encodings of hash key, sort key and value.` }]),
  ];
}

export const pegasusDestination = (values: Values): string => metasOf(values).map(addressText).join(', ');

/** `pegasus://host[:port][,host[:port]…]`. */
export function parsePegasusUrl(url: string): ImportedProfile | undefined {
  const hosts = /^pegasus:\/\/([^/?#]+)\/?$/iu.exec(url.trim())?.[1]?.split(',');
  if (!hosts || hosts.some((host) => !metaAddress(host))) return undefined;
  return { values: { metas: hosts }, secrets: {} };
}

export const formatPegasusUrl = (values: Values): string => `pegasus://${listOf(values).join(',')}`;

/** Three encodings in a row, as text: `utf8 int64 json`, `auto` among them. */
export function parseEncodings(text: string): EncodingChoices | undefined {
  const words = text.split(/[\s,]+/u).filter((word) => word !== '');
  const [hashKey, sortKey, value] = words.map((word) => (word === 'auto' || isCodecId(word) ? word : undefined));
  return words.length === 3 && hashKey && sortKey && value ? { hashKey, sortKey, value } : undefined;
}

const metasOf = (values: Values): readonly Address[] => listOf(values).flatMap((entry) => metaAddress(entry) ?? []);

/** The port of meta servers may be left out. */
function metaAddress(text: string): Address | undefined {
  return parseAddress(text) ?? parseAddress(`${text.trim()}:${DEFAULT_META_PORT}`);
}

function listOf(values: Values): readonly string[] {
  const list = values['metas'];
  return Array.isArray(list) ? list.filter((entry): entry is string => typeof entry === 'string') : [];
}

function pairsOf(values: Values, key: string): readonly (readonly [string, string])[] {
  const pairs = values[key];
  return typeof pairs === 'object' && !Array.isArray(pairs) ? Object.entries(pairs) : [];
}

function addressPair(from: string, to: string): readonly (readonly [string, Address])[] {
  const [told, reached] = [parseAddress(from), parseAddress(to)];
  return told && reached ? [[addressText(told), reached]] : [];
}

function encodingPair(table: string, text: string): readonly (readonly [string, EncodingChoices])[] {
  const choices = parseEncodings(text);
  return choices ? [[table, choices]] : [];
}

function choiceOf(values: Values, key: `${Part}Encoding`): CodecChoice {
  const value = values[key];
  return typeof value === 'string' && isCodecId(value) ? value : 'auto';
}
