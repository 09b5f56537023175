import { describe, expect, it } from 'vitest';
import { checkFields, initialValues, usedValues, visibleFields } from '../../../src/core/contract/fields';
import type { ProfileField } from '../../../src/core/contract/profile';

const FIELDS: readonly ProfileField[] = [
  { key: 'host', label: 'Host', kind: 'text', required: true, pattern: { source: '[a-z.]+', message: 'Only letters and dots.' } },
  { key: 'port', label: 'Port', kind: 'number', initial: 80, min: 1, max: 100 },
  { key: 'tls', label: 'TLS', kind: 'boolean', initial: true },
  { key: 'ca', label: 'CA file', kind: 'file', when: { key: 'tls', is: [true] } },
  { key: 'auth', label: 'Auth', kind: 'choice', initial: 'none', choices: [{ value: 'none', label: 'None' }, { value: 'password', label: 'Password' }] },
  { key: 'user', label: 'User', kind: 'text', required: true, when: { key: 'auth', is: ['password'] } },
  { key: 'password', label: 'Password', kind: 'secret', required: true, when: { key: 'auth', is: ['password'] } },
  { key: 'realm', label: 'Realm', kind: 'text', when: { key: 'user', is: ['admin'] } },
];

const messages = (values: Parameters<typeof checkFields>[1], secrets: readonly string[] = []): readonly string[] =>
  checkFields(FIELDS, values, new Set(secrets)).map((issue) => `${issue.key}: ${issue.message}`);

describe('fields of a form', () => {
  it('are shown when the field they depend on is shown and has the value', () => {
    const shown = (values: Parameters<typeof visibleFields>[1]): readonly string[] => visibleFields(FIELDS, values).map((field) => field.key);
    expect(shown({})).toEqual(['host', 'port', 'tls', 'ca', 'auth']);
    expect(shown({ tls: false, auth: 'password', user: 'admin' })).toEqual(['host', 'port', 'tls', 'auth', 'user', 'password', 'realm']);
    expect(shown({ auth: 'none', user: 'admin' })).not.toContain('realm');
  });

  it('that depend on each other in a circle, or on nothing, are hidden', () => {
    const circle: readonly ProfileField[] = [
      { key: 'a', label: 'A', kind: 'text', when: { key: 'b', is: [''] } },
      { key: 'b', label: 'B', kind: 'text', when: { key: 'a', is: [''] } },
      { key: 'c', label: 'C', kind: 'text', when: { key: 'missing', is: ['x'] } },
    ];
    expect(visibleFields(circle, {})).toEqual([]);
  });

  it('start with their initial values', () => {
    expect(initialValues(FIELDS)).toEqual({ port: 80, tls: true, auth: 'none' });
  });

  it('say what is missing, wrong or out of bounds', () => {
    expect(messages({ host: 'h' })).toEqual([]);
    expect(messages({ host: '  ', port: 0 })).toEqual(['host: Host is needed.', 'port: Port must be at least 1.']);
    expect(messages({ host: 'UPPER', port: 101 })).toEqual(['host: Only letters and dots.', 'port: Port must be at most 100.']);
    expect(messages({ host: 'h', port: Number.NaN })).toEqual(['port: Port must be a number.']);
    expect(messages({ host: 'h', port: '80', auth: 'magic' })).toEqual(['port: Port has a value of the wrong kind.', 'auth: Auth has no choice “magic”.']);
  });

  it('need a required secret only while it is shown and neither typed nor stored', () => {
    expect(messages({ host: 'h', auth: 'password', user: 'u' })).toEqual(['password: Password is needed.']);
    expect(messages({ host: 'h', auth: 'password', user: 'u' }, ['password'])).toEqual([]);
    expect(messages({ host: 'h', auth: 'none' })).toEqual([]);
  });

  it('are saved without secrets, empty and hidden values', () => {
    expect(usedValues(FIELDS, { host: 'h', port: 5, tls: false, ca: '/ca', auth: 'none', user: 'u', password: 'p', other: 'x' })).toEqual({
      host: 'h',
      port: 5,
      tls: false,
      auth: 'none',
    });
  });

  it('match a pattern as a whole, whatever alternatives it has', () => {
    const field: ProfileField = { key: 'k', label: 'K', kind: 'text', pattern: { source: 'a|b', message: 'no' } };
    expect(checkFields([field], { k: 'ax' }, new Set())).toHaveLength(1);
    expect(checkFields([field], { k: 'b' }, new Set())).toHaveLength(0);
  });
});
