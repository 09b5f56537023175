/** What DuckDB says of a CSV file that it cannot read: the line, the reason, and what may help, spread over many lines of text. */
export interface CsvFailure {
  readonly why: string;
  readonly todo: string;
}

/** `undefined` for other errors. */
export function csvFailure(message: string): CsvFailure | undefined {
  const line = /^CSV Error on Line: (\d+)/u.exec(message)?.[1];
  if (line === undefined) return undefined;
  const file = /^\s*file = (?:.*[/\\])?(.+)$/mu.exec(message)?.[1] ?? 'the CSV file';
  const [reason = 'It cannot be read.'] = message.split('\n').slice(1).filter((text) => text.trim() !== '' && !text.startsWith('Original Line:'));
  const solutions = [...message.matchAll(/^(?:Possible Solution: |\* )(.+)$/gmu)].map(([, text = '']) => sentence(text));
  return {
    why: `Line ${line} of \`${file}\` cannot be read: ${sentence(reason)}`,
    todo: ['Correct the file, or read it with read_csv and options.', ...solutions].join(' '),
  };
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/u.test(trimmed) ? trimmed : `${trimmed}.`;
}
