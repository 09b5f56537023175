/** Thrown where bytes are not what the protocol says. */
export class ThriftError extends Error {
  override readonly name = 'ThriftError';
}
