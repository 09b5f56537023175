import type { ProfileField, ProfileForm } from '../../../core/contract/profile';
import { ALL_CODECS } from '../values/codecs';
import { DEFAULT_SCAN_LIMIT } from './settings';

const encoding = (key: string, label: string): ProfileField => ({
  key,
  label,
  kind: 'choice',
  initial: 'auto',
  group: 'Encodings',
  choices: [{ value: 'auto', label: 'Automatic', description: 'Chosen for each table by what it holds.' }, ...ALL_CODECS.map(({ id, label: name, description }) => ({ value: id, label: name, description }))],
});

export const pegasusForm: ProfileForm = {
  urlExamples: ['pegasus://localhost:34601', 'pegasus://meta1:34601,meta2:34602,meta3:34603'],
  fields: [
    { key: 'metas', label: 'Meta servers', kind: 'list', required: true, initial: ['localhost:34601'], placeholder: 'host:port', description: 'All of the cluster, as far as known; the one that leads is found.' },
    encoding('hashKeyEncoding', 'Hash keys'),
    encoding('sortKeyEncoding', 'Sort keys'),
    encoding('valueEncoding', 'Values'),
    { key: 'encodings', label: 'Of single tables', kind: 'pairs', group: 'Encodings', description: 'A table, and the encodings of its hash keys, sort keys and values: utf8 int64 json.' },
    { key: 'addresses', label: 'Address map', kind: 'pairs', group: 'Network', description: 'For containers and port forwards: an address as the cluster tells it, and the one by which it is reached from here, both host:port.' },
    { key: 'timeout', label: 'Timeout of a call (s)', kind: 'number', initial: 5, min: 0.1, max: 3600, group: 'Network' },
    { key: 'scanTimeout', label: 'Timeout of a page of a scan (s)', kind: 'number', initial: 30, min: 0.1, max: 3600, group: 'Network', description: 'Servers search for up to 30 s.' },
    { key: 'scanLimit', label: 'Most rows of a full scan', kind: 'number', initial: DEFAULT_SCAN_LIMIT, min: 1, group: 'Limits', description: 'A statement that names no hash key reads the whole table: it is stopped after so many rows.' },
  ],
};
