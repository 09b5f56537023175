import { l10n } from 'vscode';
import type { NotebookFile, NotebookFileCell } from './notebookFile';
import { PARAMETER_LANGUAGE } from './parameterText';

const text = (...paragraphs: readonly string[]): NotebookFileCell => ({ kind: 'markdown', language: 'markdown', text: paragraphs.join('\n\n') });
const code = (language: string, lines: readonly string[], name?: string): NotebookFileCell => ({ kind: 'code', language, text: lines.join('\n'), ...(name !== undefined && { name }) });

/** What a notebook does, over the embedded engine alone: it makes its rows itself. */
export function sampleNotebook(): NotebookFile {
  return {
    connection: 'Local',
    cells: [
      text(
        `# ${l10n.t('Three Sensors')}`,
        l10n.t('Each cell runs on a connection of its own, which stands below it: here all on *Local*, the embedded DuckDB. **Run All** runs them from top to bottom, Shift+Enter runs one and goes on.'),
      ),
      code(PARAMETER_LANGUAGE, ['days: number = 60', 'sensor: choice = north in [north, south, west]']),
      text(l10n.t('This cell has a name, `readings`. The buttons above its rows show them as a chart, as a profile, one at a time or as text.')),
      code(
        'sql',
        [
          "SELECT TIMESTAMP '2026-01-01' + INTERVAL (i) HOUR AS time,",
          "  ['north', 'south', 'west'][1 + i % 3] AS sensor,",
          '  round(18 + 3 * (i % 3) + 6 * sin(i / 229) + 2 * sin(i / 3.8), 2) AS celsius',
          'FROM range((24 * $days)::BIGINT) AS t(i)',
        ],
        'readings',
      ),
      text(l10n.t('Other cells read that result as a table, whichever connection it came from. Change a parameter, and what depends on it is marked as stale.')),
      code('sql', ["SELECT date_trunc('day', time) AS day, min(celsius) AS coldest, max(celsius) AS warmest", 'FROM readings', 'WHERE sensor = $sensor', 'GROUP BY day', 'ORDER BY day'], 'by_day'),
      code('sql', ['SELECT count(*) AS days, min(coldest) AS coldest, max(warmest) AS warmest', 'FROM by_day']),
    ],
  };
}
