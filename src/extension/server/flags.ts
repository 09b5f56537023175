/**
 * Before V8 has seen how large its heap gets it collects all of it for each 20 to 30 MB of batches that come in, since the memory of buffers counts like that of objects.
 * Told a size to begin with, it does so for each 64 MB, the least it can be brought to: a third of the processor time of receiving.
 */
const INITIAL_MB = 256;

/** What Node is started with for the server. */
export function serverFlags(memoryMb: number): readonly string[] {
  return [`--max-old-space-size=${memoryMb}`, `--initial-old-space-size=${Math.min(INITIAL_MB, memoryMb)}`];
}
