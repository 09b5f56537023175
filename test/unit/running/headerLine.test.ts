import { describe, expect, test } from 'vitest';
import { headerConnection, quotedName } from '../../../src/extension/running/headerLine';

describe('the connection that a document names on top', () => {
  test.each([
    ['-- headwater: connection=prod', 'prod'],
    ['-- headwater: connection=prod\r\nSELECT 1', 'prod'],
    ['--headwater:connection = My Lake , timeout=30s\nSELECT 1', 'My Lake'],
    ['-- headwater: timeout=30s, connection="a, b"\nSELECT 1', '"a, b"'],
    ['\n-- Orders by day\n-- Headwater: CONNECTION=prod\n\nSELECT 1', 'prod'],
    ['-- headwater: connection=old\n-- headwater: connection=new\nSELECT 1', 'new'],
  ])('is found with its place in %j', (text, place) => {
    const header = headerConnection(text);
    expect(header && text.slice(header.start, header.end)).toBe(place);
    expect(header?.name).toBe(place.replaceAll('"', ''));
  });

  test.each(['', 'SELECT 1', 'SELECT 1;\n-- headwater: connection=prod', '-- headwater: timeout=3s', '-- headwater: connection=', '-- nothing: connection=prod'])('is not there in %j', (text) => {
    expect(headerConnection(text)).toBeUndefined();
  });

  test.each(['prod', 'My Lake', 'a, b', 'ünï-cödé', ' edge'])('reads back a name that was written: %j', (name) => {
    expect(headerConnection(`-- headwater: timeout=1s, connection=${quotedName(name)}\nSELECT 1`)?.name).toBe(name);
  });
});
