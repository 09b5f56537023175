import { describe, expect, test } from 'vitest';
import { CancelledError, HeadwaterError } from '../../../../src/core/errors';
import { redactError, redactor } from '../../../../src/server/sessions/redact';

describe('taking secrets out of texts', () => {
  test('removes them as they are, in URLs and in basic authorisation', () => {
    const redact = redactor({ password: 'pä ss/w+rd' });
    const base64 = Buffer.from('pä ss/w+rd').toString('base64');
    expect(redact(`a pä ss/w+rd b ${encodeURIComponent('pä ss/w+rd')} c ${base64}`)).toBe(`a ••• b ••• c •••${'='.repeat(base64.length - base64.replace(/=+$/u, '').length)}`);
  });

  test('removes the longest first, so that no rest of one is left', () => {
    expect(redactor({ one: 'secret', two: 'secret-and-more' })('it is secret-and-more')).toBe('it is •••');
  });

  test('removes a very short one only where it stands alone', () => {
    expect(redactor({ pin: '12' })('pin 12 of 512 rows, 12')).toBe('pin ••• of 512 rows, •••');
  });

  test('takes every character literally', () => {
    for (const secret of ['.*.*', '(((((', '[a-z]', '\\d+\\', '$&$&', 'a|b|c', '^^^^', '{1,2}', '\ud800abc']) {
      expect(redactor({ secret })(`<${secret}> kept`)).toBe('<•••> kept');
    }
  });

  test('changes nothing where there are no secrets', () => {
    expect(redactor({ password: '' })('text')).toBe('text');
  });

  test('cleans every text of a failure, keeps the rest, and drops the cause', () => {
    const error = redactError(
      new HeadwaterError({ what: 'a hunter22', why: 'b hunter22', todo: 'c hunter22', code: 'd hunter22', detail: 'e hunter22', position: { start: 1, end: 2 }, outcomeUnknown: true }, { cause: 'hunter22' }),
      redactor({ password: 'hunter22' }),
      'unused',
    );
    expect(error instanceof HeadwaterError && error.failure).toEqual({ what: 'a •••', why: 'b •••', todo: 'c •••', code: 'd •••', detail: 'e •••', position: { start: 1, end: 2 }, outcomeUnknown: true });
    expect(error.cause).toBeUndefined();
    expect(error.message).not.toContain('hunter22');
  });

  test('lets a cancellation be one', () => {
    const cancelled = new CancelledError();
    expect(redactError(cancelled, redactor({}), 'x')).toBe(cancelled);
  });
});
