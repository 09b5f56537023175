import { describe, expect, test } from 'vitest';
import { checkField } from '../../../src/core/contract/fields';
import type { ProfileField } from '../../../src/core/contract/profile';
import { ActionFormHost } from '../../../src/extension/forms/actionFormHost';
import type { ActionDescriptor } from '../../../src/protocol/sessions';

const COLUMNS: ProfileField = { key: 'columns', label: 'Columns', kind: 'rows', required: true, columns: [{ label: 'Name', kind: 'text' }, { label: 'Key', kind: 'flag' }] };
const ACTION: ActionDescriptor = { id: 'make', title: 'Make', group: 'change', fields: [COLUMNS], writes: true, prepared: true, previewed: true };

describe('the form of an action', () => {
  test('starts with the values of the node, and shows what they would make', async () => {
    const host = new ActionFormHost(ACTION, 'shop', async () => true, { columns: ['id\ttrue'] }, async (values) => [{ title: 'SQL', text: JSON.stringify(values) }]);
    expect(host.model).toMatchObject({ previewed: true, input: { values: { columns: ['id\ttrue'] } } });
    expect(await host.preview({ ...host.model.input, values: { columns: ['a\t'] } }, new AbortController().signal)).toEqual([{ title: 'SQL', text: '{"columns":["a\\t"]}' }]);
  });

  test('has no preview where the action has none', async () => {
    const host = new ActionFormHost({ ...ACTION, previewed: false }, 'shop', async () => true);
    expect(host.model.previewed).toBe(false);
    expect(await host.preview(host.model.input, new AbortController().signal)).toEqual([]);
  });

  test('wants a row where rows are needed', async () => {
    const host = new ActionFormHost(ACTION, 'shop', async () => true);
    expect((await host.submit('run', host.model.input)).values).toEqual([{ key: 'columns', message: 'Columns is needed.' }]);
    expect(checkField(COLUMNS, ['id\t'])).toBeUndefined();
    expect(checkField(COLUMNS, 'id')).toBe('Columns has a value of the wrong kind.');
  });
});
