import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../../../scripts/lib/chromium.mjs';
import type { CodeServer } from '../../../scripts/lib/codeServer.mjs';
import { startCodeServer } from '../../../scripts/lib/codeServer.mjs';
import { at, folders, root } from '../../../scripts/lib/paths.mjs';
import { Bridge } from './bridge';
import { sampleExtension } from './sampleExtension';

/** How long a window may take to load on a machine that does other things too. */
const START_MS = 90_000;
/** How long anything else may take there. A test that passes never waits for it. */
const PATIENCE_MS = 45_000;

export interface WorkbenchOptions {
  /** Copied to a temporary folder and opened; test/ui/workspace unless given. */
  readonly workspace?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Reaches the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** Asks whether the workspace is trusted, as VS Code does by default. */
  readonly trust?: boolean;
  /** The language of the window; `qps-ploc` is the made-up one that the build for tests writes. The workbench's own texts stay English. */
  readonly language?: string;
  /** Folders in it that are opened side by side, instead of itself. */
  readonly roots?: readonly string[];
  /** With the sample system of test/sample among the connections. */
  readonly sample?: boolean;
  /** Unpacked extensions beside it. */
  readonly link?: readonly string[];
  /** A packaged extension to install instead of linking the built one. */
  readonly vsix?: () => string;
  readonly size?: { readonly width: number; readonly height: number };
}

/** One workbench with one window, closed at the end with everything that it started. */
export class Workbench {
  private constructor(
    private readonly server: CodeServer,
    private readonly browser: Browser,
    readonly context: BrowserContext,
    readonly page: Page,
    readonly bridge: Bridge,
    /** The opened folder: a copy that the test may change. */
    readonly folder: string,
    private readonly temporary: string,
  ) {}

  static async start(options: WorkbenchOptions = {}): Promise<Workbench> {
    const temporary = await mkdtemp(path.join(os.tmpdir(), 'headwater-ui-'));
    const folder = path.join(temporary, 'workspace');
    await cp(options.workspace ?? at('test/ui/workspace'), folder, { recursive: true });
    const socket = path.join(temporary, 'bridge');
    const server = await startCodeServer({
      link: [...(options.vsix === undefined ? [options.sample ? await sampleExtension(temporary) : root] : []), at('test/ui/bridge'), ...(options.link ?? [])],
      vsix: options.vsix === undefined ? [] : [options.vsix()],
      settings: { 'window.confirmBeforeClose': 'never', ...options.settings },
      env: { HEADWATER_BRIDGE: socket, HEADWATER_TEST: '1', HEADWATER_SERVER_PATH: path.join(folders.out, 'sample/server.js'), ...options.env },
      trust: options.trust ?? false,
    });
    const browser = await launchBrowser();
    const context = await browser.newContext({ viewport: options.size ?? { width: 1280, height: 800 }, permissions: ['clipboard-read', 'clipboard-write'] });
    context.setDefaultTimeout(PATIENCE_MS);
    // What a language pack would set; extensions are told of it.
    if (options.language !== undefined) await context.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(options.language)};`);
    const page = await context.newPage();
    const workbench = new Workbench(server, browser, context, page, new Bridge(socket), folder, temporary);
    try {
      await page.goto(server.pageOf(options.roots === undefined ? { folder } : { workspace: await workspaceOf(folder, options.roots) }), { timeout: START_MS });
      await workbench.ready();
    } catch (error) {
      await workbench.screenshot('failed - start');
      await workbench.stop();
      throw error;
    }
    return workbench;
  }

  /** The window as an image in artifacts/ui, to be looked at, or in another file. */
  async screenshot(name: string, file = path.join(folders.artifacts, 'ui', `${name}.png`)): Promise<string> {
    await mkdir(path.dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
    return file;
  }

  async reload(): Promise<void> {
    await this.page.reload({ timeout: START_MS });
    await this.ready();
  }

  private async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: START_MS });
    await this.bridge.ready();
  }

  log(): Promise<string> {
    return this.server.log();
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    await rm(this.temporary, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

async function workspaceOf(folder: string, roots: readonly string[]): Promise<string> {
  const file = path.join(folder, 'several.code-workspace');
  await writeFile(file, JSON.stringify({ folders: roots.map((root) => ({ path: root })) }));
  return file;
}
