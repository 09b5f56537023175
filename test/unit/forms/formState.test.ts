import { describe, expect, it } from 'vitest';
import type { FormModel } from '../../../src/protocol/formView';
import { FormState } from '../../../src/views/form/formState';
import { REMOTE } from '../connections/fakes';

const MODEL: FormModel = {
  title: 'New Connection',
  kindsTitle: 'System',
  kinds: [
    { ...REMOTE, fields: REMOTE.form.fields, presets: [] },
    { ...REMOTE, id: 'file', fields: [{ key: 'path', label: 'Path', kind: 'file', required: true, warning: 'Careful.' }], presets: [] },
  ],
  kind: 'remote',
  common: [
    { key: 'name', label: 'Name', kind: 'text', required: true },
    { key: 'folder', label: 'Folder', kind: 'text', group: 'More' },
  ],
  input: { kind: 'remote', values: { host: 'h' }, common: { name: 'N' }, secrets: {} },
  stored: ['token'],
  urlExamples: [],
  canTest: true,
  buttons: [],
};

describe('a form', () => {
  it('starts with what it was given over the initial values', () => {
    expect(new FormState(MODEL).input).toEqual({ kind: 'remote', values: { host: 'h', port: 80, auth: 'none' }, common: { name: 'N' }, secrets: {} });
  });

  it('shows a problem of a field once the person has left it, and all of them after a submit', () => {
    const state = new FormState({ ...MODEL, input: { ...MODEL.input, values: {}, common: {} } });
    expect(state.issueOf('values', 'host')).toBeUndefined();
    state.touch('values', 'host');
    expect(state.issueOf('values', 'host')).toBe('Host is needed.');
    expect(state.issueOf('common', 'name')).toBeUndefined();
    expect(state.submit()).toBe(false);
    expect(state.issueOf('common', 'name')).toBe('Name is needed.');
    expect(state.firstIssue).toEqual({ part: 'common', key: 'name' });
  });

  it('keeps a stored secret that is left empty, replaces it when typed, and asks for it when removed', () => {
    const state = new FormState(MODEL);
    state.setValue('values', 'auth', 'token');
    expect(state.submit()).toBe(true);
    expect(state.input.secrets).toEqual({});
    state.setSecret('token', 'new');
    expect(state.input.secrets).toEqual({ token: 'new' });
    state.setSecret('token', '');
    expect(state.input.secrets).toEqual({});
    state.setSecret('token', null);
    expect(state.input.secrets).toEqual({ token: null });
    expect(state.isStored('token')).toBe(false);
    expect(state.submit()).toBe(false);
  });

  it('sends no secret of a field that is hidden', () => {
    const state = new FormState(MODEL);
    state.setSecret('token', 'typed');
    expect(state.input.secrets).toEqual({});
  });

  it('keeps what was entered for one kind while another is looked at', () => {
    const state = new FormState(MODEL);
    state.setValue('values', 'host', 'typed');
    state.chooseKind('file');
    expect(state.input).toMatchObject({ kind: 'file', values: {} });
    state.chooseKind('remote');
    expect(state.value('values', 'host')).toBe('typed');
  });

  it('shows a problem that the host found until the field changes, and one of no field for the form', () => {
    const state = new FormState(MODEL);
    state.setHostIssues({ values: [{ key: 'host', message: 'Unknown host.' }, { key: '', message: 'Together they make no sense.' }], common: [] });
    expect(state.issueOf('values', 'host')).toBe('Unknown host.');
    expect(state.formIssues).toEqual(['Together they make no sense.']);
    state.setValue('values', 'host', 'other');
    expect(state.issueOf('values', 'host')).toBeUndefined();
  });

  it('is filled from a URL, with its secrets held by the host', () => {
    const state = new FormState({ ...MODEL, stored: [], input: { ...MODEL.input, common: {} } });
    state.applyUrl({ kind: 'remote', name: 'From URL', values: { host: 'u', auth: 'token' }, stored: ['token'] });
    expect(state.input).toEqual({ kind: 'remote', values: { host: 'u', port: 80, auth: 'token' }, common: { name: 'From URL' }, secrets: {} });
    expect(state.submit()).toBe(true);
  });

  it('remembers what was entered over a reload, without secrets', () => {
    const state = new FormState(MODEL);
    state.setValue('values', 'auth', 'token');
    state.setSecret('token', 'hunter2');
    state.setValue('common', 'folder', 'F');
    expect(JSON.stringify(state.memory)).not.toContain('hunter2');
    const again = new FormState(MODEL, state.memory);
    expect(again.input).toMatchObject({ values: { auth: 'token', host: 'h' }, common: { name: 'N', folder: 'F' } });
  });

  it('warns while a value that is warned about is set', () => {
    const state = new FormState(MODEL);
    state.chooseKind('file');
    const [field] = state.visible('values');
    expect(state.warningOf('values', field!)).toBeUndefined();
    state.setValue('values', 'path', '/x');
    expect(state.warningOf('values', field!)).toBe('Careful.');
  });
});
