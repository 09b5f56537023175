import type { StartRun } from '../../protocol/results';

/** What happens to the statements after one that failed. */
export type OnError = 'stop' | 'continue' | 'ask';

/** The `timeout=30s` and `rows=1000` of a document's `-- headwater:` lines; what cannot be read is left out. */
export function limitsOf(settings: Readonly<Record<string, string>>): Pick<StartRun, 'timeoutMs' | 'rowCap'> {
  const timeoutMs = millisecondsOf(settings['timeout']);
  const rowCap = /^[1-9]\d{0,14}$/u.exec(settings['rows']?.replaceAll(/[_,]/gu, '').trim() ?? '')?.[0];
  return { ...(timeoutMs === undefined ? {} : { timeoutMs }), ...(rowCap === undefined ? {} : { rowCap: Number(rowCap) }) };
}

/** The document's own `on-error=…`, else the setting. */
export function onErrorOf(settings: Readonly<Record<string, string>>, setting: string | undefined): OnError {
  const own = settings['on-error']?.trim().toLowerCase();
  return [own, setting].find((value): value is OnError => value === 'stop' || value === 'continue' || value === 'ask') ?? 'stop';
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 };

function millisecondsOf(text: string | undefined): number | undefined {
  const match = /^(?<amount>\d+(?:\.\d+)?)\s*(?<unit>ms|s|min|m|h)$/iu.exec(text?.trim() ?? '');
  const unit = UNITS[match?.groups?.['unit']?.toLowerCase() ?? ''];
  const amount = Number(match?.groups?.['amount']);
  return unit === undefined || !(amount > 0) ? undefined : Math.round(amount * unit);
}
