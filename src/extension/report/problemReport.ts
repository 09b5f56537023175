import { fenced } from '../../core/format/fenced';
import { withoutSecrets } from '../history/redact';

/** What a report is made of. */
export interface ReportParts {
  readonly version: string;
  /** "Visual Studio Code 1.105.0, desktop". */
  readonly editor: string;
  readonly platform: string;
  /** "ssh-remote"; absent where the extension runs beside the window. */
  readonly remote?: string;
  readonly trusted: boolean;
  readonly server: string;
  /** Settings that differ from their defaults; none that names a connection. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Of the connections their systems and how they stand, never a name or an address. */
  readonly connections: readonly { readonly backend: string; readonly state: string }[];
  readonly log: string;
  /** Left out of everything, since it holds the person's name. */
  readonly home: string;
}

/** Lines of the log that a report holds. */
const LINES = 200;

/** A report in Markdown. What looks like a secret is taken out of the log, and the person's home folder is `~`. */
export function problemReport(parts: ReportParts): string {
  const { version, editor, platform, remote, trusted, server, settings, connections, log, home } = parts;
  const counts = new Map<string, number>();
  for (const { backend, state } of connections) counts.set(`${backend}, ${state}`, (counts.get(`${backend}, ${state}`) ?? 0) + 1);
  const facts: readonly (readonly [string, string])[] = [
    ['Headwater', version],
    ['Editor', editor],
    ['Runs on', platform],
    ['Remote', remote ?? 'no'],
    ['Workspace', trusted ? 'trusted' : 'restricted'],
    ['Server process', server],
    ['Connections', [...counts].map(([what, count]) => `${count} × ${what}`).join('; ')],
  ];
  const lines = log.trimEnd().split('\n').slice(-LINES).map(withoutSecrets).join('\n');
  const text = [
    '# Problem with Headwater',
    '## What happened\n\nWhat did you do, what did you expect, and what happened instead?\n',
    `## Versions\n\n${facts.map(([name, value]) => `- ${name}: ${value}`).join('\n')}`,
    `## Settings that differ from their defaults\n\n${fenced('json', JSON.stringify(settings, null, 2))}\n`,
    `## The end of the log\n\nRead it before you send it: secrets are taken out, names of tables and statements may be in it.\n\n${fenced('text', lines)}\n`,
  ].join('\n\n');
  return home.length > 1 ? text.replaceAll(home, '~') : text;
}
