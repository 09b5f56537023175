import { HeadwaterError } from '../../../core/errors';
import type { StatementContext } from '../client/ksqlClient';

/** What `-- headwater:` lines say to this backend. */
export interface StatementSettings {
  /** Over what the document and the connection say. */
  readonly context: StatementContext;
  /** A token with which another result ended. */
  readonly continuation: string | undefined;
}

/** `offset=earliest`, `continuation=…`. @throws HeadwaterError where a value is none that the setting can have */
export function withSettings(context: StatementContext, settings: Readonly<Record<string, string>> = {}): StatementSettings {
  const offset = settings['offset']?.toLowerCase();
  if (offset !== undefined && offset !== 'earliest' && offset !== 'latest') throw new HeadwaterError({ what: 'Could not run the statement', why: `offset=${offset} is not one of earliest and latest.`, todo: 'Correct the -- headwater: line.', kind: 'invalid', code: 'setting' });
  return {
    context: offset === undefined ? context : { ...context, properties: { ...context.properties, 'auto.offset.reset': offset } },
    continuation: settings['continuation'],
  };
}
