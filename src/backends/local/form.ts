import { isAbsolute } from 'node:path';
import type { FieldIssue, FieldValue, ProfileForm } from '../../core/contract/profile';

export const MEMORY = ':memory:';

export const localForm: ProfileForm = {
  fields: [
    {
      key: 'storage',
      label: 'Database',
      kind: 'choice',
      initial: 'memory',
      choices: [
        { value: 'memory', label: 'In memory', description: 'Tables live until the connection is closed.' },
        { value: 'file', label: 'File', description: 'A DuckDB database file.' },
      ],
    },
    {
      key: 'file',
      label: 'Database file',
      kind: 'file',
      required: true,
      extensions: ['duckdb', 'db', 'ddb'],
      placeholder: 'data/shop.duckdb',
      description: 'Made where it does not exist. Relative names start at the first folder of the workspace.',
      when: { key: 'storage', is: ['file'] },
    },
    {
      key: 'readOnly',
      label: 'Read-only',
      kind: 'boolean',
      initial: false,
      description: 'Nothing can be changed, and other programs can read the file at the same time.',
      when: { key: 'storage', is: ['file'] },
    },
    { key: 'threads', label: 'Threads', kind: 'number', min: 1, max: 1024, description: 'Most threads that a statement uses; all cores where empty.', group: 'Limits' },
    {
      key: 'memoryLimit',
      label: 'Memory limit',
      kind: 'text',
      placeholder: '4GB',
      description: 'What needs more is written to temporary files; 80 % of the memory where empty.',
      pattern: { source: '\\s*\\d+(?:\\.\\d+)?\\s*(?:[kKmMgGtT]i?)?[bB]\\s*', message: 'Write a size with its unit: 4GB, 512MiB.' },
      group: 'Limits',
    },
  ],
};

export interface LocalSettings {
  /** A path as typed, or {@link MEMORY}. */
  readonly path: string;
  readonly readOnly: boolean;
  readonly threads?: number;
  readonly memoryLimit?: string;
}

/** The values of the form, typed. Values of a wrong kind count as absent: the form's own checks tell about them. */
export function localSettings(values: Readonly<Record<string, FieldValue>>): LocalSettings {
  const file = values['file'];
  const isFile = values['storage'] === 'file' && typeof file === 'string' && file.trim() !== '';
  const { threads, memoryLimit } = values;
  return {
    path: isFile ? file.trim() : MEMORY,
    readOnly: isFile && values['readOnly'] === true,
    ...(typeof threads === 'number' ? { threads } : {}),
    ...(typeof memoryLimit === 'string' && memoryLimit.trim() !== '' ? { memoryLimit: memoryLimit.trim() } : {}),
  };
}

export function validateLocal(values: Readonly<Record<string, FieldValue>>): readonly FieldIssue[] {
  const { threads } = values;
  if (typeof threads === 'number' && !Number.isInteger(threads)) return [{ key: 'threads', message: 'Threads must be a whole number.' }];
  return [];
}

/** A `file:` URL or the path of a file that looks like a database. */
export function fileOfUrl(text: string): string | undefined {
  const url = /^duckdb:(?:\/\/)?(.+)$/u.exec(text.trim());
  if (url) return url[1];
  return isAbsolute(text.trim()) && /\.(?:duckdb|ddb)$/iu.test(text.trim()) ? text.trim() : undefined;
}
