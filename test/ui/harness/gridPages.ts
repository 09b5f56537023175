import type { RecordBatch } from 'apache-arrow';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { launchBrowser } from '../../../scripts/lib/chromium.mjs';
import { folders, root } from '../../../scripts/lib/paths.mjs';
import { ArrowEncoder } from '../../../src/core/arrow/messages';
import { RealHost } from '../grid/realHost';
import { type GridPage, serveGridPage } from '../grid/server';

type Size = { readonly width: number; readonly height: number };

/** The results view in pages of a browser, without an editor around it; errors in a page fail the file. */
export interface GridPages {
  /** Over a made-up host that `query` describes. */
  open(query: string, size: Size): Promise<Page>;
  /** Over the results host itself, which holds these rows. */
  over(rows: RecordBatch, look: { readonly theme: string; readonly size: Size }, more?: Parameters<typeof RealHost.open>[3]): Promise<{ readonly page: Page; readonly host: RealHost }>;
  /** The page as an image in artifacts/ui. */
  shot(page: Page, name: string): Promise<unknown>;
}

export function useGridPages(): GridPages {
  let served: GridPage | undefined;
  let browser: Browser | undefined;
  const errors: string[] = [];
  beforeAll(async () => {
    [served, browser] = await Promise.all([serveGridPage(root), launchBrowser()]);
    await mkdir(path.join(folders.artifacts, 'ui'), { recursive: true });
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
    expect(errors).toEqual([]);
  });
  const newPage = async (viewport: Size): Promise<{ readonly page: Page; readonly url: string }> => {
    if (!served || !browser) throw new Error('The browser has not started.');
    const page = await browser.newPage({ viewport });
    page.on('pageerror', (error) => errors.push(error.message));
    return { page, url: served.url };
  };
  return {
    open: async (query, size) => {
      const { page, url } = await newPage(size);
      await page.goto(`${url}?${query}`);
      await page.locator('#result').waitFor();
      return page;
    },
    over: async (rows, { theme, size }, more) => {
      const { page, url } = await newPage(size);
      const encoder = new ArrowEncoder(rows.schema);
      return { page, host: await RealHost.open(page, `${url}?real&theme=${theme}`, [encoder.schema(), ...encoder.write(rows)], more) };
    },
    shot: (page, name) => page.screenshot({ path: path.join(folders.artifacts, 'ui', `${name}.png`) }),
  };
}
