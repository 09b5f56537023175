/** One command of a document; places are line numbers from 0. */
export interface DocumentCommand {
  readonly text: string;
  readonly first: number;
  readonly last: number;
}

/** Commands of a document: one a line, going on where a line ends with a backslash; empty lines and `#` comments are none. */
export function commandsOf(text: string): readonly DocumentCommand[] {
  const lines = text.split(/\r\n|\r|\n/u);
  const found: DocumentCommand[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const first = at;
    let command = lines[at] ?? '';
    if (/^\s*(?:#|$)/u.test(command)) continue;
    while (command.endsWith('\\') && at + 1 < lines.length) {
      at += 1;
      command = `${command.slice(0, -1)} ${lines[at] ?? ''}`;
    }
    found.push({ text: command.replace(/\\$/u, '').trim(), first, last: at });
  }
  return found;
}
