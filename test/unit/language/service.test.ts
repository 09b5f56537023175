import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CodeLensRefreshRequest,
  CodeLensRequest,
  type CompletionItem,
  type CompletionList,
  CompletionRequest,
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  type Hover,
  HoverRequest,
  InitializeRequest,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { createConnection, type Connection } from 'vscode-languageserver/node';
import type { StatementChecks } from '../../../src/core/contract/checks';
import type { StatementLanguage } from '../../../src/core/contract/language';
import { BindDocument, ReportProblem } from '../../../src/protocol/statements';
import { languageCapabilities } from '../../../src/server/language/capabilities';
import { LanguageService } from '../../../src/server/language/service';
import type { NamedConnection } from '../../../src/server/language/otherConnections';
import { Router } from '../../../src/server/router';
import { everything } from '../sql/languages';
import { FakeCatalog, schema, table } from './fakes';

const URI = 'file:///query.sql';

const DETAILS = [
  table('orders', 'orders', [['id', 'BIGINT'], ['Total Amount', 'DECIMAL(10,2)'], ['day', 'DATE']]),
  table('main."my orders"', 'my orders', [['x', 'INTEGER']]),
  table("'data/trips.parquet'", 'trips.parquet', [['fare', 'DOUBLE']]),
  schema('main'),
];

/** The service on a real connection in this process, with an editor at the other end. */
class Editor {
  readonly catalog = new FakeCatalog(DETAILS);
  readonly client: ProtocolConnection;
  /** Of the open session, where it has one of its own. */
  language: StatementLanguage | undefined;
  /** What the open session finds in statements. */
  checks: StatementChecks | undefined;
  /** Other open connections. */
  others: readonly NamedConnection[] = [];
  readonly diagnostics: (readonly Diagnostic[])[] = [];
  refreshes = 0;
  #version = 1;
  readonly #server: Connection;
  readonly #service: { dispose(): void };

  constructor() {
    const [up, down] = [new PassThrough(), new PassThrough()];
    this.#server = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
    this.client = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
    const router = new Router(this.#server, { write: () => undefined });
    this.#server.onInitialize(() => ({ capabilities: languageCapabilities }));
    this.#service = new LanguageService(this.#server, router, {
      catalogOf: (id) => (id === 'c1' ? this.catalog : undefined),
      checksOf: (id) => (id === 'c1' ? this.checks : undefined),
      connections: async () => [{ id: 'c1', name: 'Own', catalog: this.catalog, language: everything }, ...this.others],
      sessionLanguageOf: (id) => (id === 'c1' ? this.language : undefined),
      languageOf: async (backend) => (backend === undefined || backend === 'local' ? everything : undefined),
    }).register();
    this.client.onNotification(PublishDiagnosticsNotification.type, ({ diagnostics }) => void this.diagnostics.push(diagnostics));
    this.client.onRequest(CodeLensRefreshRequest.type, () => {
      this.refreshes++;
    });
    this.#server.listen();
    this.client.listen();
  }

  async open(text: string, bound = true): Promise<void> {
    await this.client.sendRequest(InitializeRequest.method, { processId: null, capabilities: {} });
    await this.client.sendNotification(DidOpenTextDocumentNotification.type, { textDocument: { uri: URI, languageId: 'sql', version: 1, text } });
    if (bound) await this.client.sendNotification(BindDocument.method, { uri: URI, connectionId: 'c1', backend: 'local' });
  }

  async change(text: string): Promise<void> {
    await this.client.sendNotification(DidChangeTextDocumentNotification.type, { textDocument: { uri: URI, version: ++this.#version }, contentChanges: [{ text }] });
  }

  async close(): Promise<void> {
    await this.client.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri: URI } });
  }

  report(problem: object): Promise<void> {
    return this.client.sendNotification(ReportProblem.method, { uri: URI, ...problem });
  }

  /** Completion at `|`. */
  async complete(marked: string): Promise<CompletionList> {
    const before = marked.slice(0, marked.indexOf('|')).split('\n');
    await this.open(marked.replace('|', ''));
    const position = { line: before.length - 1, character: before.at(-1)!.length };
    const answer = await this.client.sendRequest(CompletionRequest.type, { textDocument: { uri: URI }, position });
    return answer as CompletionList;
  }

  async hover(marked: string): Promise<string | undefined> {
    await this.open(marked.replace('|', ''));
    const hover: Hover | null = await this.client.sendRequest(HoverRequest.type, { textDocument: { uri: URI }, position: { line: 0, character: marked.indexOf('|') } });
    return hover ? (hover.contents as { value: string }).value : undefined;
  }

  /** The diagnostics, once they are as wanted. */
  async until(wanted: (diagnostics: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]> {
    const deadline = Date.now() + 5_000;
    for (;;) {
      const last = this.diagnostics.at(-1);
      if (last && wanted(last)) return last;
      if (Date.now() > deadline) throw new Error(`never came; last: ${JSON.stringify(last)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  dispose(): void {
    this.#service.dispose();
    this.client.dispose();
    this.#server.dispose();
  }
}

let editor: Editor;
beforeEach(() => {
  editor = new Editor();
});
afterEach(() => editor.dispose());

const inserted = (items: readonly CompletionItem[]) => items.map(({ textEdit }) => textEdit?.newText);

describe('lenses, symbols and folds', () => {
  const text = 'select 1;\n\n-- headwater: name=second\ninsert into t\nvalues (\n  1\n);\n/* a\nb */';

  it('offer to run each statement, and the file when there are several', async () => {
    await editor.open(text);
    const lenses = await editor.client.sendRequest(CodeLensRequest.type, { textDocument: { uri: URI } });
    expect(lenses?.map(({ range, command }) => [range.start.line, command?.title, command?.command, command?.arguments])).toEqual([
      [0, '▷ Run', 'headwater.query.runStatement', [URI, { start: 0, end: 8 }]],
      [0, '▷▷ Run File', 'headwater.query.runFile', [URI]],
      [3, '▷ Run', 'headwater.query.runStatement', [URI, { start: text.indexOf('insert'), end: text.indexOf(')') + 1 }]],
    ]);
  });

  it('need no connection', async () => {
    await editor.open('select 1', false);
    expect(await editor.client.sendRequest(CodeLensRequest.type, { textDocument: { uri: URI } })).toHaveLength(1);
  });

  it('name the statements', async () => {
    await editor.open(text);
    const symbols = await editor.client.sendRequest(DocumentSymbolRequest.type, { textDocument: { uri: URI } });
    expect(symbols?.map(({ name }) => name)).toEqual(['SELECT', 'second']);
  });

  it('fold statements, parentheses and comments of several lines', async () => {
    await editor.open(text);
    const folds = await editor.client.sendRequest(FoldingRangeRequest.type, { textDocument: { uri: URI } });
    expect(folds).toEqual([{ startLine: 3, endLine: 6 }, { startLine: 4, endLine: 5 }, { startLine: 7, endLine: 8, kind: 'comment' }]);
  });

  it('are none for a document that is not open', async () => {
    await editor.open(text);
    expect(await editor.client.sendRequest(CodeLensRequest.type, { textDocument: { uri: 'file:///other.sql' } })).toEqual([]);
  });

  it('are asked for again when the connection changes', async () => {
    await editor.open(text);
    await editor.client.sendRequest(CodeLensRequest.type, { textDocument: { uri: URI } });
    expect(editor.refreshes).toBe(1);
  });
});

describe('names that begin with another connection', () => {
  const away = new FakeCatalog([table('shop.people', 'people', [['id', 'BIGINT'], ['Nick Name', 'VARCHAR']]), table('cat.shop.`odd table`', 'odd table', [['x', 'INTEGER']]), table('flat', 'flat', [['f', 'DATE']]), table("'lake://repo/main/a.parquet'", 'a.parquet', [['fare', 'DOUBLE']])]);
  const backticks: StatementLanguage = { ...everything, identifiers: [{ open: '`', close: '`' }] };
  beforeEach(() => {
    editor.others = [{ id: 'c2', name: 'prod eu', catalog: away, language: backticks, scheme: 'lake' }];
  });

  it('are offered where a table stands, behind the own ones', async () => {
    expect(inserted((await editor.complete('select * from |')).items)).toContain('"prod eu"');
    expect(inserted((await editor.complete('select * from EU|')).items)).toEqual(['"prod eu"']);
    expect(inserted((await editor.complete('select * from own|')).items)).toEqual([]);
  });

  it('go on with its schemas and tables, quoted as this statement wants it', async () => {
    expect(inserted((await editor.complete('select * from "prod eu".|')).items)).toEqual(['shop', 'flat']);
    expect(inserted((await editor.complete('select * from "prod eu".shop.|')).items)).toEqual(['people', '"odd table"']);
    expect(inserted((await editor.complete('select * from "PROD EU".shop.odd| x')).items)).toEqual(['"odd table"']);
    expect(inserted((await editor.complete('select * from nowhere.|')).items)).toEqual([]);
  });

  it('have their columns offered, by alias and by name', async () => {
    expect(inserted((await editor.complete('select p.| from "prod eu".shop.people p')).items)).toEqual(['id', '"Nick Name"']);
    expect(inserted((await editor.complete('select | from orders, "prod eu".flat')).items)).toEqual(expect.arrayContaining(['id', 'f']));
    expect(inserted((await editor.complete('select a.| from "prod eu".repo."main/a.parquet" a')).items)).toEqual(['fare']);
  });

  it('are told in hovers: the connection, the table and its columns', async () => {
    expect(await editor.hover('select 1 from "prod |eu".shop.people')).toContain('prod eu');
    expect(await editor.hover('select 1 from "prod eu".shop.peop|le')).toContain('Nick Name');
    expect(await editor.hover('select p."Nick Na|me" from "prod eu".shop.people p')).toContain('VARCHAR');
  });

  it('are nothing to a document without a connection', async () => {
    await editor.open('select * from ', false);
    const answer = await editor.client.sendRequest(CompletionRequest.type, { textDocument: { uri: URI }, position: { line: 0, character: 14 } });
    expect(inserted((answer as CompletionList).items)).not.toContain('"prod eu"');
  });
});

describe('completion', () => {
  it('offers tables behind FROM, quoted as the catalog says', async () => {
    const { items } = await editor.complete('select * from ord|');
    expect(inserted(items)).toEqual(['orders', 'main."my orders"']);
    expect(items[0]?.textEdit).toMatchObject({ range: { start: { line: 0, character: 14 }, end: { line: 0, character: 17 } } });
  });

  it('offers what is inside a schema, without the schema', async () => {
    const { items } = await editor.complete('select * from main.|');
    expect(inserted(items)).toEqual(['orders', '"my orders"', 'trips.parquet'].map((name) => (name === 'trips.parquet' ? '"trips.parquet"' : name)));
  });

  it('offers columns of an alias, quoted where needed', async () => {
    const { items } = await editor.complete('select o.| from orders o join "x" y on true');
    expect(inserted(items)).toEqual(['id', '"Total Amount"', 'day']);
    expect(items.map(({ detail }) => detail)).toEqual(['BIGINT', 'DECIMAL(10,2)', 'DATE']);
  });

  it('offers columns, functions and keywords in an expression, in the case that is typed', async () => {
    const { items } = await editor.complete('select s| from orders');
    expect(inserted(items)).toEqual(['orders', 'sum', 'strftime', 'select']);
    const upper = await editor.complete('select\n  W| from orders');
    expect(inserted(upper.items)).toEqual(['WHERE']);
  });

  it('offers the functions of the server that is open, and quotes as it does', async () => {
    editor.language = { ...everything, functions: ['geo_distance'], identifiers: [{ open: '`', close: '`' }] };
    expect(inserted((await editor.complete('select geo| from orders')).items)).toEqual(['geo_distance']);
    expect(inserted((await editor.complete('select o.| from orders o')).items)).toEqual(['id', '`Total Amount`', 'day']);
  });

  it('offers files inside quotes behind FROM', async () => {
    const { items } = await editor.complete("select * from 'tri|'");
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ label: 'data/trips.parquet', textEdit: { newText: 'data/trips.parquet', range: { start: { character: 15 }, end: { character: 18 } } } });
  });

  it('offers nothing in strings and comments, and words without a connection', async () => {
    expect((await editor.complete("select 'ab|'")).items).toEqual([]);
    expect((await editor.complete('select 1 -- ab|')).items).toEqual([]);
  });

  it('belongs to the statement of the cursor', async () => {
    const { items } = await editor.complete("select x from 'trips.parquet'; select d| from orders; select 1");
    expect(inserted(items)).toContain('day');
    expect(inserted(items)).not.toContain('fare');
  });

  it('goes on without the other side when it fails or does not answer', async () => {
    editor.catalog.mode = 'fails';
    expect(inserted((await editor.complete('select c| from orders')).items)).toContain('count');
    editor.catalog.mode = 'hangs';
    const started = Date.now();
    expect(inserted((await editor.complete('select co| from orders')).items)).toContain('count');
    expect(Date.now() - started).toBeLessThan(4_000);
    expect(editor.catalog.aborted.length).toBeGreaterThan(0);
  });

  it('asks for a table once while typing', async () => {
    await editor.complete('select o.| from orders o');
    await editor.complete('select o.d| from orders o');
    expect(editor.catalog.asked.filter((what) => what === 'resolve orders')).toHaveLength(1);
  });
});

describe('hover', () => {
  it('tells the columns and facts of a table', async () => {
    const text = await editor.hover('select * from ord|ers');
    expect(text).toContain('| Total Amount | `DECIMAL(10,2)` |');
    expect(text).toContain('Rows: 1,000');
  });

  it('tells what an alias, a file and a column mean', async () => {
    expect(await editor.hover('select |o.id from orders o')).toContain('**orders** table');
    expect(await editor.hover("select * from 'data/tri|ps.parquet'")).toContain('| fare | `DOUBLE` |');
    expect(await editor.hover('select o.da|y from orders o')).toContain('**day** `DATE`');
    expect(await editor.hover('select "Total Am|ount" from orders o')).toContain('column of orders');
  });

  it('is none for words, and where the other side fails', async () => {
    expect(await editor.hover('sel|ect 1')).toBeUndefined();
    editor.catalog.mode = 'fails';
    expect(await editor.hover('select * from ord|ers')).toBeUndefined();
  });
});

describe('diagnostics', () => {
  it('tell what is not closed, and go when it is', async () => {
    await editor.open("select 'abc");
    const [problem] = await editor.until((all) => all.length === 1);
    expect(problem).toMatchObject({ message: "This string is not closed: ' is missing.", range: { start: { line: 0, character: 7 } }, source: 'Headwater' });
    await editor.change("select 'abc'");
    await editor.until((all) => all.length === 0);
  });

  const failed = { statement: { start: 10, end: 31 }, failure: { what: 'Could not run', why: 'There is no column x.', todo: 'Look at the table.', code: '42703', position: { start: 7, end: 7 } } };

  it('show a run’s problem at its place, follow edits elsewhere, and go when the statement is touched', async () => {
    const text = 'select 1;\nselect xyz from orders;';
    await editor.open(text);
    await editor.report(failed);
    const [problem] = await editor.until((all) => all.length === 1);
    expect(problem).toMatchObject({ message: 'There is no column x.\nLook at the table.', code: '42703', range: { start: { line: 1, character: 7 }, end: { line: 1, character: 10 } } });
    await editor.change(`-- above\n${text}`);
    await editor.until((all) => all[0]?.range.start.line === 2);
    await editor.change(`-- above\n${text.replace('xyz', 'id')}`);
    await editor.until((all) => all.length === 0);
  });

  it('go when the statement has run without a problem, and when the document closes', async () => {
    await editor.open('select 1;\nselect xyz from orders;');
    await editor.report(failed);
    await editor.until((all) => all.length === 1);
    await editor.report({ statement: failed.statement });
    await editor.until((all) => all.length === 0);
    await editor.report(failed);
    await editor.until((all) => all.length === 1);
    await editor.close();
    await editor.until((all) => all.length === 0);
  });

  it('mark the first line of a statement whose place is not told', async () => {
    await editor.open('select 1,\n2');
    await editor.report({ statement: { start: 0, end: 11 }, failure: { what: 'Could not run', why: 'No.' } });
    const [problem] = await editor.until((all) => all.length === 1);
    expect(problem?.range).toEqual({ start: { line: 0, character: 0 }, end: { line: 0, character: 9 } });
  });

  it('show what the system finds while one writes, ask about a statement once, and give way to what running says', async () => {
    const asked: string[] = [];
    editor.checks = {
      check: async (text, { before, settings }) => {
        asked.push(`${before.length} ${settings?.['offset'] ?? '-'} ${text}`);
        return text.includes('xyz') ? { what: 'It would fail', why: 'There is no column xyz.', position: { start: 7, end: 10 } } : undefined;
      },
    };
    const text = '-- headwater: offset=earliest\nselect 1;\nselect xyz from orders;';
    await editor.open(text);
    const [problem] = await editor.until((all) => all.length === 1);
    expect(problem).toMatchObject({ message: 'There is no column xyz.', severity: 1, range: { start: { line: 2, character: 7 }, end: { line: 2, character: 10 } } });
    await editor.change(`${text}\nselect 2;`);
    await expect.poll(() => asked).toEqual(['0 earliest select 1', '1 earliest select xyz from orders', '2 earliest select 2']);
    const start = text.indexOf('select xyz');
    await editor.report({ statement: { start, end: text.length - 1 }, failure: { what: 'Could not run', why: 'The server is away.' } });
    await editor.until((all) => all.length === 1 && all[0]?.message === 'The server is away.');
    await editor.change('select 1;');
    await editor.until((all) => all.length === 0);
  });

  it('show nothing where the system cannot be asked, or nobody wants it', async () => {
    editor.checks = { check: () => Promise.reject(new Error('away')) };
    await editor.open("select 'abc");
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect((await editor.until(() => true)).map(({ message }) => message)).toEqual(["This string is not closed: ' is missing."]);
  });

  it('tell that the last statement has no terminator, where the language wants one', async () => {
    editor.language = { ...everything, terminatorNeeded: true };
    await editor.open('select 1;\nselect 22');
    const [problem] = await editor.until((all) => all.length === 1);
    expect(problem).toMatchObject({ severity: 3, range: { start: { line: 1, character: 8 }, end: { line: 1, character: 9 } } });
    await editor.change('select 1;\nselect 22;');
    await editor.until((all) => all.length === 0);
  });
});
