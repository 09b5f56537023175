import { HeadwaterError } from '../errors';

/** The error for bytes that are not the Arrow message they claim to be. `why` is a sentence. */
export function brokenArrow(why: string, cause?: unknown): HeadwaterError {
  return new HeadwaterError(
    {
      what: 'Could not read the rows',
      why: `The data is not valid Arrow: ${why}`,
      todo: 'Run the statement again. If it happens again, the server or a proxy in between sends damaged data.',
      code: 'arrow-invalid',
    },
    { cause },
  );
}

/** Runs `read` over untrusted bytes; what the platform throws there (reads beyond a buffer, absurd sizes) becomes {@link brokenArrow}. */
export function readingArrow<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof HeadwaterError) throw error;
    throw brokenArrow(error instanceof Error ? `${error.message}.` : 'it cannot be decoded.', error);
  }
}
