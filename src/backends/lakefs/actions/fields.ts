import type { ProfileField } from '../../../core/contract/profile';

export const BRANCH_NAME = { source: '\\w[-\\w]*', message: 'Letters, digits, `-` and `_`, not beginning with `-`.' };

export const messageField: ProfileField = { key: 'message', label: 'Message', kind: 'text', required: true };
export const metadataField: ProfileField = { key: 'metadata', label: 'Metadata', kind: 'pairs', description: 'Kept with the commit.' };
export const parentField: ProfileField = { key: 'parent', label: 'Parent', kind: 'number', min: 1, description: 'Of a merge: which parent counts as the main line, from 1.' };
export const strategyField: ProfileField = {
  key: 'strategy',
  label: 'Where both changed the same object',
  kind: 'choice',
  initial: 'none',
  choices: [
    { value: 'none', label: 'Refuse', description: 'Nothing is merged while there are conflicts.' },
    { value: 'source-wins', label: 'The source wins' },
    { value: 'dest-wins', label: 'The destination wins' },
  ],
};
