import { expect, test } from 'vitest';
import { problemReport } from '../../../src/extension/report/problemReport';
import type { ReportParts } from '../../../src/extension/report/problemReport';

const parts: ReportParts = {
  version: '1.2.3',
  editor: 'Editor 1.105.0, web',
  platform: 'linux x64',
  trusted: true,
  server: 'running',
  settings: { 'headwater.history.limit': 7 },
  connections: [
    { backend: 'local', state: 'open' },
    { backend: 'other', state: 'closed' },
    { backend: 'other', state: 'closed' },
  ],
  log: '',
  home: '/home/ada',
};

test('tells versions, settings that were changed, and systems without their names', () => {
  const report = problemReport(parts);
  expect(report).toContain('- Headwater: 1.2.3');
  expect(report).toContain('"headwater.history.limit": 7');
  expect(report).toContain('- Connections: 1 × local, open; 2 × other, closed');
});

test('holds the end of the log, without secrets and without the name of the person', () => {
  const log = [...Array.from({ length: 300 }, (_, at) => `line ${at}`), "opened /home/ada/x with password='hunter2'", 'grpc://ada:hunter3@host'].join('\n');
  const report = problemReport({ ...parts, log });
  expect(report).toContain('line 299');
  expect(report).not.toContain('line 50\n');
  expect(report).toContain('opened ~/x');
  expect(report).not.toMatch(/hunter|\/home\/ada/u);
});

test('keeps a log with fences in one block', () => {
  expect(problemReport({ ...parts, log: 'a\n```\nb' })).toContain('````text\na\n```\nb\n````');
});
