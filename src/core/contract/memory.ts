/** Where the memory of Arrow messages that are received comes from. */
export interface MessageMemory {
  /** At least `size` bytes, alone in their buffer; what is in them is undefined. The message fills all of them, so that it can be handed over with its buffer. */
  take(size: number): Uint8Array;
}
