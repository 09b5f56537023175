import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import type { KsqldbServer } from '../../test/servers/ksqldb/start';
import { ResultsView, untilText } from '../../test/ui/harness/resultsView';
import { Workbench } from '../../test/ui/harness/workbench';
import { dialogButton } from '../../test/ui/harness/window';

const ROWS = 200;
/** Milliseconds between two rows, so that they meet every moment of what goes at intervals. */
const [LEAST, MOST] = [60, 190];
const NAME = 'Measured';

declare global {
  interface Window {
    /** When the text was painted, in milliseconds since 1970; 0 while it was not. */
    readonly paintedAt: (text: string) => number;
  }
}

/** Milliseconds that rows took. */
type Times = readonly number[];

/**
 * From the row at the server's socket to the painted frame of the grid, in the workbench, with everything between: client, Arrow, store, window, webview.
 * The peer is a bare page in the same browser that reads the same query with fetch and shows each row as text.
 */
export async function paint(server: KsqldbServer): Promise<{ readonly ours: Times; readonly bare: Times }> {
  server.execute("CREATE STREAM PAINTED (N INT KEY, V VARCHAR) WITH (KAFKA_TOPIC='painted', VALUE_FORMAT='JSON', PARTITIONS=1);");
  const workbench = await Workbench.start({ settings: { 'headwater.connections': [{ name: NAME, backend: 'ksqldb', values: { url: server.url } }] } });
  try {
    const grid = await follow(workbench, server);
    await watchCanvas(grid);
    const ours = await send(server, grid, 'grid');
    const page = await workbench.context.newPage();
    await showAsText(page, server.url);
    return { ours, bare: await send(server, page.mainFrame(), 'bare') };
  } finally {
    await workbench.stop();
  }
}

/** Runs the push query and waits for its grid. */
async function follow({ page, folder, bridge }: Workbench, server: KsqldbServer): Promise<Frame> {
  const file = path.join(folder, 'painted.ksql');
  await writeFile(file, `-- headwater: connection=${NAME}\nSELECT * FROM PAINTED EMIT CHANGES;\n`);
  await bridge.inHost(async (api, at) => {
    await api.window.showTextDocument(await api.workspace.openTextDocument(api.Uri.file(at)), { preview: false });
  }, file);
  await page.locator('.editor-group-container.active .monaco-editor .view-lines').first().click();
  await page.keyboard.press('Control+Shift+Enter');
  // A connection that stands in the settings may be asked about once.
  const asked = dialogButton(page, /^Connect$/u);
  await expectSoon(async () => {
    if (await asked.isVisible()) await asked.click();
    return server.pushQueries().length > 0;
  });
  server.execute("INSERT INTO PAINTED VALUES (-1, 'first');");
  const view = await ResultsView.of(page);
  await untilText(view.facts, /^1 row/u);
  return view.frame;
}

/** Notes when a frame has been painted in which a text of ours was drawn for the first time. */
async function watchCanvas(frame: Frame): Promise<void> {
  await frame.evaluate(() => {
    const seen = new Map<string, number>();
    const fillText: unknown = Reflect.get(CanvasRenderingContext2D.prototype, 'fillText');
    if (typeof fillText !== 'function') throw new Error('The canvas draws no texts.');
    Reflect.set(CanvasRenderingContext2D.prototype, 'fillText', new Proxy(fillText, {
      apply: (target, context, args: readonly unknown[]) => {
        const [text] = args;
        if (typeof text === 'string' && text.startsWith('grid ') && !seen.has(text)) {
          seen.set(text, 0);
          // A task behind the frame's callbacks runs when the frame has been handed over.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => void seen.set(text, performance.timeOrigin + performance.now());
          port2.postMessage(undefined);
        }
        return Reflect.apply(target, context, args) as unknown;
      },
    }));
    Object.assign(window, { paintedAt: (text: string): number => seen.get(text) ?? 0 });
  });
}

/** The simplest page that could show rows of a push query. */
async function showAsText(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/info`);
  await page.evaluate(() => {
    const seen = new Map<string, number>();
    document.body.replaceChildren();
    const read = async (): Promise<void> => {
      const answer = await fetch('/query-stream', { method: 'POST', body: JSON.stringify({ sql: 'SELECT * FROM PAINTED EMIT CHANGES;', properties: {} }) });
      const lines = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
      for (let step = await lines?.read(); step?.done === false; step = await lines?.read()) {
        const texts = [...step.value.matchAll(/bare \d+/gu)].map(([text]) => text);
        requestAnimationFrame(() => {
          for (const text of texts) {
            document.body.append(text, document.createElement('br'));
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => void seen.set(text, performance.timeOrigin + performance.now());
            port2.postMessage(undefined);
          }
        });
      }
    };
    void read();
    Object.assign(window, { paintedAt: (text: string): number => seen.get(text) ?? 0 });
  });
}

/** Gives the server rows one by one, and looks when each was painted. */
async function send(server: KsqldbServer, frame: Frame, mark: string): Promise<Times> {
  const times: number[] = [];
  const paintedAt = (text: string): Promise<number> => frame.evaluate((wanted) => window.paintedAt(wanted), text);
  for (let row = 0; row < ROWS; row++) {
    await new Promise((resolve) => setTimeout(resolve, LEAST + ((row * 37) % (MOST - LEAST))));
    const text = `${mark} ${row}`;
    const sent = performance.timeOrigin + performance.now();
    server.execute(`INSERT INTO PAINTED VALUES (${row}, '${text}');`);
    await expectSoon(async () => (await paintedAt(text)) > 0);
    times.push((await paintedAt(text)) - sent);
  }
  return times;
}

async function expectSoon(holds: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > until) throw new Error('What is measured did not come.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
