/** Where the memory of received messages comes from. */
export interface MessageMemory {
  /** `size` bytes at the start of a buffer that holds nothing else; what is in them is undefined. */
  take(size: number): Uint8Array;
}

/** New memory for each message. */
export const FRESH_MEMORY: MessageMemory = {
  take: (size) => {
    const bytes = Buffer.allocUnsafeSlow(size);
    return new Uint8Array(bytes.buffer, 0, size);
  },
};
