/** Thrown for bytes that are no row of their type. */
export class RowError extends Error {
  override readonly name = 'RowError';
}
