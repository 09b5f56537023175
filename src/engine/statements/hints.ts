import type { StartPosition } from '../../core/contract/tables';
import { HeadwaterError } from '../../core/errors';

const HINT = /\/\*\+\s*OPTIONS\s*\(([^]*?)\)\s*\*\//iu;
const PAIR = /'((?:[^']|'')*)'\s*=\s*'((?:[^']|'')*)'/gu;

/**
 * Where reading starts, by the hint that Flink has for it: `/*+ OPTIONS('scan.startup.mode'='timestamp', 'scan.startup.timestamp'='…') *\/`.
 * The timestamp is milliseconds since 1970 or a date and time. `undefined` where nothing is said.
 * @throws HeadwaterError where it says something that has no meaning here
 */
export function startPositionOf(text: string): StartPosition | undefined {
  const hint = HINT.exec(text)?.[1];
  if (hint === undefined) return undefined;
  const options = new Map([...hint.matchAll(PAIR)].map(([, key = '', value = '']) => [key.toLowerCase(), value]));
  const mode = options.get('scan.startup.mode')?.toLowerCase();
  switch (mode) {
    case undefined:
      return undefined;
    case 'full':
    case 'earliest':
    case 'latest':
      return { at: mode };
    case 'timestamp':
      return { at: 'timestamp', ms: millisOf(options.get('scan.startup.timestamp') ?? '') };
    default:
      throw new HeadwaterError({ what: 'Could not start reading', why: `There is no start “${mode}”.`, todo: "Use 'full', 'earliest', 'latest' or 'timestamp' as 'scan.startup.mode'.", kind: 'invalid' });
  }
}

function millisOf(text: string): number {
  const ms = /^\d+$/u.test(text) ? Number(text) : Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/iu.test(text) ? text : `${text.replace(' ', 'T')}Z`);
  if (Number.isFinite(ms)) return ms;
  throw new HeadwaterError({
    what: 'Could not start reading',
    why: text === '' ? "The start 'timestamp' has no time." : `“${text}” is no time.`,
    todo: "Give 'scan.startup.timestamp' as 2026-01-31 12:00:00 (UTC) or as milliseconds since 1970.",
    kind: 'invalid',
  });
}
