import type { ObjectWriteOptions } from '../../../core/contract/objects';
import type { ObjectStats } from '../api/objectShape';
import type { Place } from '../api/objectsApi';

export interface UploadedPart {
  /** From 1. */
  readonly number: number;
  /** Without quotes. */
  readonly tag: string;
}

/** One upload in parts that has begun. Nothing of it can be seen before it is completed. */
export interface PartsUpload {
  /** Sends one part, and may do so again. `isAgain`: it was tried before. @returns its tag */
  send(number: number, part: Uint8Array, isAgain: boolean, signal: AbortSignal): Promise<string>;
  /** @param parts in order */
  complete(parts: readonly UploadedPart[], options: ObjectWriteOptions, signal: AbortSignal): Promise<ObjectStats>;
  /** Takes back what was sent. */
  abort(signal: AbortSignal): Promise<void>;
}

/** A way by which objects go in parts. */
export interface PartsRoute {
  start(place: Place, parts: number, options: ObjectWriteOptions, signal: AbortSignal): Promise<PartsUpload>;
}
