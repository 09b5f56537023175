import * as z from 'zod/mini';
import type { ObjectPath } from '../core/contract/objects';
import type { Failure } from '../core/errors';
import type { Check } from './define';
import { notification, request } from './define';
import { count, failure, path, text } from './shapes';

/**
 * Work on many objects at once, done inside the server process. Each is cancelled by its request's token and tells its
 * progress under its own token. What is done stays done; what failed is told, and the rest goes on.
 */

export interface TransferProgress {
  readonly token: string;
  readonly objects: number;
  readonly bytes: number;
  /** How many there are in all, once that is known. */
  readonly of?: number;
}
const transferProgress: Check<TransferProgress> = z.object({ token: text, objects: count, bytes: z.number(), of: z.exactOptional(count) });
export const TransferProgressNote = notification('transfers/progress', transferProgress);

/** Failures that a report names; the others are counted only. */
export const MOST_FAILURES = 100;

export interface FailedItem {
  readonly name: string;
  readonly failure: Failure;
}

export interface TransferReport {
  readonly objects: number;
  readonly bytes: number;
  readonly failed: number;
  readonly failures: readonly FailedItem[];
}
const failedItem: Check<FailedItem> = z.object({ name: text, failure });
const reportShape = { objects: count, bytes: z.number(), failed: count, failures: z.array(failedItem) };
const transferReport: Check<TransferReport> = z.object(reportShape);

/** A local file and the object that it becomes. */
export interface UploadItem {
  readonly file: string;
  readonly to: ObjectPath;
}
const uploadItem: Check<UploadItem> = z.object({ file: text, to: path });

export interface UploadParams {
  readonly connectionId: string;
  readonly token: string;
  /** Files, or folders: then `to` is a prefix. Absolute local paths. */
  readonly items: readonly UploadItem[];
  /** What is there already is left alone and told, or replaced. */
  readonly existing: 'keep' | 'replace';
}
export interface UploadReport extends TransferReport {
  /** Those left alone, ready to be sent again. */
  readonly existing: readonly UploadItem[];
}
const uploadParams: Check<UploadParams> = z.object({ connectionId: text, token: text, items: z.array(uploadItem), existing: z.enum(['keep', 'replace']) });
const uploadReport: Check<UploadReport> = z.object({ ...reportShape, existing: z.array(uploadItem) });
export const UploadFiles = request<UploadParams, UploadReport>('transfers/upload', uploadParams, uploadReport);

/** An object, or all below a prefix (a path whose last part ends with `/`, or a container), and the local path it becomes. */
export interface DownloadItem {
  readonly from: ObjectPath;
  readonly file: string;
}
const downloadItem: Check<DownloadItem> = z.object({ from: path, file: text });

export interface DownloadParams {
  readonly connectionId: string;
  readonly token: string;
  readonly items: readonly DownloadItem[];
  readonly existing: 'keep' | 'replace';
}
export interface DownloadReport extends TransferReport {
  readonly existing: readonly DownloadItem[];
}
const downloadParams: Check<DownloadParams> = z.object({ connectionId: text, token: text, items: z.array(downloadItem), existing: z.enum(['keep', 'replace']) });
const downloadReport: Check<DownloadReport> = z.object({ ...reportShape, existing: z.array(downloadItem) });
/** Each file is written beside its place and renamed when whole. */
export const DownloadObjects = request<DownloadParams, DownloadReport>('transfers/download', downloadParams, downloadReport);

export interface MeasureParams {
  readonly connectionId: string;
  readonly token: string;
  readonly prefix: ObjectPath;
}
const measureParams: Check<MeasureParams> = z.object({ connectionId: text, token: text, prefix: path });
/** How many objects there are below a prefix, and how large they are together. */
export const MeasurePrefix = request<MeasureParams, { objects: number; bytes: number }>('transfers/measure', measureParams, z.object({ objects: count, bytes: z.number() }));

export interface MoveParams {
  readonly connectionId: string;
  readonly token: string;
  /** An object, or a prefix. */
  readonly from: ObjectPath;
  /** Of the same kind as `from`. */
  readonly to: ObjectPath;
  readonly existing: 'refuse' | 'replace';
  /** Deletes each original once its copy stands. */
  readonly move: boolean;
}
const moveParams: Check<MoveParams> = z.object({ connectionId: text, token: text, from: path, to: path, existing: z.enum(['refuse', 'replace']), move: z.boolean() });
export const CopyOrMove = request<MoveParams, TransferReport>('transfers/copyOrMove', moveParams, transferReport);

export interface DeleteAllParams {
  readonly connectionId: string;
  readonly token: string;
  /** Objects and prefixes. */
  readonly paths: readonly ObjectPath[];
}
const deleteAllParams: Check<DeleteAllParams> = z.object({ connectionId: text, token: text, paths: z.array(path) });
export const DeleteAll = request<DeleteAllParams, TransferReport>('transfers/delete', deleteAllParams, transferReport);
