import { beforeEach, describe, expect, test } from 'vitest';
import { Emitter } from '../../../src/extension/emitter';
import { DocumentBindings } from '../../../src/extension/running/documentBindings';
import { RememberedBindings } from '../../../src/extension/running/rememberedBindings';
import type { DocumentUri } from '../../../src/extension/services';
import { FakeConnections, FakeDocument, FakeDocuments, FakeMemento, PROD, settled, uriOf } from './fakes';

const FILE = 'file:///w/a.sql';

describe('the connection of a document', () => {
  const memento = new FakeMemento();
  let documents: FakeDocuments;
  let connections: FakeConnections;
  let defaultName: string;
  let bindings: DocumentBindings;
  let changed: string[];
  let given: Map<string, string> & { readonly changed: Emitter<DocumentUri> };

  beforeEach(() => {
    memento.values.clear();
    documents = new FakeDocuments();
    connections = new FakeConnections();
    defaultName = '';
    const setting = new Emitter<void>();
    given = Object.assign(new Map<string, string>(), { changed: new Emitter<DocumentUri>() });
    const remembered = new RememberedBindings(memento);
    bindings = new DocumentBindings({ connections, documents, remembered, defaultName: () => defaultName, onDidChangeDefault: (listener) => setting.event(listener), given: { nameOf: (uri) => given.get(uri.toString()), onDidChange: given.changed.event } });
    changed = [];
    bindings.onDidChange((uri) => changed.push(uri.toString()));
  });

  test('is Local where nothing else is said', () => {
    expect(bindings.connectionOf(uriOf(FILE))?.id).toBe('local');
  });

  test('is the default of the settings, by name', () => {
    defaultName = 'PROD';
    expect(bindings.bindingOf(uriOf(FILE))).toEqual({ from: 'default', profile: PROD });
  });

  test('is none where the settings say so, and unknown where they name one that is not there', () => {
    defaultName = 'none';
    expect(bindings.bindingOf(uriOf(FILE))).toEqual({ from: 'none' });
    defaultName = 'staging';
    expect(bindings.bindingOf(uriOf(FILE))).toEqual({ from: 'unknown', name: 'staging' });
  });

  test('is the one that was chosen, also in the next window', async () => {
    await bindings.bind(uriOf(FILE), 'p-1');
    expect(bindings.bindingOf(uriOf(FILE)).from).toBe('remembered');
    expect(changed).toEqual([FILE]);
    expect(new RememberedBindings(memento).get(FILE)).toBe('p-1');
  });

  test('is the one named on top, before the one that was chosen', async () => {
    documents.open(new FakeDocument(FILE, '-- headwater: connection=prod\nSELECT 1'));
    await bindings.bind(uriOf(FILE), 'local');
    expect(bindings.bindingOf(uriOf(FILE))).toMatchObject({ from: 'header', profile: PROD });
  });

  test('is the one that its notebook gives, before the one that was chosen, and behind the one named on top', async () => {
    given.set(FILE, 'prod');
    await bindings.bind(uriOf(FILE), 'local');
    expect(bindings.bindingOf(uriOf(FILE))).toEqual({ from: 'given', profile: PROD });
    given.set(FILE, 'gone');
    changed.length = 0;
    given.changed.fire(uriOf(FILE));
    expect(changed).toEqual([FILE]);
    expect(bindings.bindingOf(uriOf(FILE))).toEqual({ from: 'unknown', name: 'gone' });
    documents.open(new FakeDocument(FILE, '-- headwater: connection=local\nSELECT 1'));
    expect(bindings.bindingOf(uriOf(FILE)).from).toBe('header');
  });

  test('is unknown, not the default, where the document names one that is not there', () => {
    documents.open(new FakeDocument(FILE, '-- headwater: connection=nope\nSELECT 1'));
    expect(bindings.bindingOf(uriOf(FILE))).toMatchObject({ from: 'unknown', name: 'nope' });
    expect(bindings.connectionOf(uriOf(FILE))).toBeUndefined();
  });

  test('is the default again when the chosen one was removed', async () => {
    await bindings.bind(uriOf(FILE), 'p-1');
    connections.profiles = connections.profiles.filter(({ id }) => id !== 'p-1');
    expect(bindings.bindingOf(uriOf(FILE)).from).toBe('default');
  });

  test('follows a renamed file and a renamed folder', async () => {
    await bindings.bind(uriOf(FILE), 'p-1');
    documents.renamed.fire([{ from: uriOf(FILE), to: uriOf('file:///w/x/b.sql') }]);
    await settled();
    documents.renamed.fire([{ from: uriOf('file:///w/x'), to: uriOf('file:///w/y') }]);
    await settled();
    expect(bindings.connectionOf(uriOf('file:///w/y/b.sql'))?.id).toBe('p-1');
    expect(bindings.connectionOf(uriOf(FILE))?.id).toBe('local');
  });

  test('is forgotten with a deleted file, and only with that', async () => {
    await bindings.bind(uriOf(FILE), 'p-1');
    await bindings.bind(uriOf('file:///w/a.sql2'), 'p-1');
    documents.deleted.fire([uriOf(FILE)]);
    await settled();
    expect(bindings.connectionOf(uriOf(FILE))?.id).toBe('local');
    expect(bindings.connectionOf(uriOf('file:///w/a.sql2'))?.id).toBe('p-1');
  });

  test.each(['closed first', 'opened first'])('goes over to the file that an untitled document is saved as (%s)', async (order) => {
    const untitled = new FakeDocument('untitled:Untitled-1', 'SELECT 1');
    documents.open(untitled);
    await bindings.bind(untitled.uri, 'p-1');
    const saved = new FakeDocument(FILE, 'SELECT 1');
    if (order === 'closed first') documents.close(untitled);
    await settled();
    documents.open(saved);
    if (order === 'opened first') documents.close(untitled);
    await settled();
    expect(bindings.connectionOf(saved.uri)?.id).toBe('p-1');
    expect(bindings.connectionOf(untitled.uri)?.id).toBe('local');
  });

  test('does not go over to a file with another text', async () => {
    const untitled = new FakeDocument('untitled:Untitled-1', 'SELECT 1');
    documents.open(untitled);
    await bindings.bind(untitled.uri, 'p-1');
    documents.close(untitled);
    await settled();
    documents.open(new FakeDocument(FILE, 'SELECT 2'));
    await settled();
    expect(bindings.connectionOf(uriOf(FILE))?.id).toBe('local');
  });

  test('is told anew for every open document when connections change, and for one whose head was edited', () => {
    const document = new FakeDocument(FILE);
    documents.open(document);
    documents.open(new FakeDocument('file:///w/readme.md', '', 'markdown'));
    changed.length = 0;
    connections.changes.fire();
    documents.changed.fire({ document, head: false });
    documents.changed.fire({ document, head: true });
    expect(changed).toEqual([FILE, FILE]);
  });
});

describe('remembered choices', () => {
  test('are bounded: the oldest go first', async () => {
    const remembered = new RememberedBindings(new FakeMemento());
    for (let number = 0; number <= 500; number++) await remembered.set(`file:///${number}.sql`, 'p');
    expect(remembered.get('file:///0.sql')).toBeUndefined();
    expect(remembered.get('file:///1.sql')).toBe('p');
  });

  test('written by a newer version are left alone, and new choices last as long as the window', async () => {
    const memento = new FakeMemento();
    const newer = { version: 2, entries: [{ uri: FILE }] };
    await memento.update('headwater.bindings', newer);
    const remembered = new RememberedBindings(memento);
    await remembered.set(FILE, 'p');
    expect(remembered.get(FILE)).toBe('p');
    expect(memento.get('headwater.bindings')).toEqual(newer);
  });

  test.each([null, 3, 'text', [], { version: 1 }, { version: 1, entries: 4 }, { version: 1, entries: [null, 4, ['a'], [FILE, 1]] }])('survive rubbish in the storage: %j', async (stored) => {
    const memento = new FakeMemento();
    await memento.update('headwater.bindings', stored);
    const remembered = new RememberedBindings(memento);
    expect(remembered.get(FILE)).toBeUndefined();
    await remembered.set(FILE, 'p');
    expect(remembered.get(FILE)).toBe('p');
  });
});
