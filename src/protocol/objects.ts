import * as z from 'zod/mini';
import type { ObjectPage, ObjectPath, ObjectStat } from '../core/contract/objects';
import type { Check } from './define';
import { request } from './define';
import { bytes, count, nothing, path, text } from './shapes';

/** Objects of a session. All of these need an open session with the capability `objects`. */

/** Bytes that one message over the pipe holds at most: more would keep other messages waiting (1 MiB takes 1.5 ms there). */
export const PIECE_BYTES = 1_048_576;

/** What a session's objects are like; the same for as long as the session is open. */
export interface ObjectsInfo {
  readonly scheme: string;
  readonly containerParts: number;
  readonly writes: boolean;
  readonly copies: boolean;
  readonly deletes: boolean;
}
const objectsInfo: Check<ObjectsInfo> = z.object({ scheme: text, containerParts: count, writes: z.boolean(), copies: z.boolean(), deletes: z.boolean() });
export const DescribeObjects = request<{ connectionId: string }, ObjectsInfo>('objects/describe', z.object({ connectionId: text }), objectsInfo);

export const objectStat: Check<ObjectStat> = z.object({
  path,
  size: z.number().check(z.nonnegative()),
  modifiedMs: z.exactOptional(z.number()),
  contentId: z.exactOptional(text),
  contentType: z.exactOptional(text),
  metadata: z.exactOptional(z.record(text, text)),
});

export interface OneObject {
  readonly connectionId: string;
  readonly path: ObjectPath;
}
const oneObject = z.object({ connectionId: text, path });

export const StatObject = request<OneObject, ObjectStat>('objects/stat', oneObject, objectStat);
/** False below tags, commits and whatever else is kept as it was saved. */
export const ObjectsWritable = request<OneObject, boolean>('objects/writable', oneObject, z.boolean());

export interface ListObjectsParams {
  readonly connectionId: string;
  readonly prefix: ObjectPath;
  readonly cursor?: string;
  readonly limit: number;
  readonly recursive: boolean;
}
const listParams: Check<ListObjectsParams> = z.object({ connectionId: text, prefix: path, cursor: z.exactOptional(text), limit: count, recursive: z.boolean() });
const objectPage: Check<ObjectPage> = z.object({ objects: z.array(objectStat), prefixes: z.array(path), next: z.exactOptional(text) });
export const ListObjects = request<ListObjectsParams, ObjectPage>('objects/list', listParams, objectPage);

export interface ReadObjectParams extends OneObject {
  /** Half open; at most {@link PIECE_BYTES}. */
  readonly start: number;
  readonly end: number;
  /** Fails with kind `changed` where the content is another by now. */
  readonly ifContentId?: string;
}
const readParams: Check<ReadObjectParams> = z.object({ connectionId: text, path, start: count, end: count, ifContentId: z.exactOptional(text) });
export const ReadObject = request<ReadObjectParams, { bytes: Uint8Array }>('objects/read', readParams, z.object({ bytes }));

/** A write whose content comes over the pipe, piece by piece. */
export interface BeginWriteParams extends OneObject {
  readonly size: number;
  readonly ifAbsent?: boolean;
  readonly ifContentId?: string;
}
const beginParams: Check<BeginWriteParams> = z.object({ connectionId: text, path, size: count, ifAbsent: z.exactOptional(z.boolean()), ifContentId: z.exactOptional(text) });
export const BeginWrite = request<BeginWriteParams, { writeId: string }>('objects/beginWrite', beginParams, z.object({ writeId: text }));
/** Answered when there is room for the next piece. */
export const WritePiece = request('objects/writePiece', z.object({ writeId: text, bytes }), nothing);
/** Answered with what is stored; a write that was begun and never ended stores nothing. */
export const EndWrite = request<{ writeId: string }, ObjectStat>('objects/endWrite', z.object({ writeId: text }), objectStat);
export const AbortWrite = request('objects/abortWrite', z.object({ writeId: text }), nothing);

export interface DeleteObjectsParams {
  readonly connectionId: string;
  readonly paths: readonly ObjectPath[];
}
const deleteParams: Check<DeleteObjectsParams> = z.object({ connectionId: text, paths: z.array(path) });
export const DeleteObjects = request('objects/delete', deleteParams, nothing);

export interface CopyObjectParams {
  readonly connectionId: string;
  readonly from: ObjectPath;
  readonly to: ObjectPath;
}
const copyParams: Check<CopyObjectParams> = z.object({ connectionId: text, from: path, to: path });
export const CopyObject = request<CopyObjectParams, ObjectStat>('objects/copy', copyParams, objectStat);
