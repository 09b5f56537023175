import { build } from 'esbuild';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BARE_HTML, pageHtml, type ThemeName } from './themes';

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf' };

export interface GridPage {
  /** `…/?theme=dark&rows=…` */
  readonly url: string;
  close(): Promise<void>;
}

/** Bundles the view with its made-up host and serves it on this machine. */
export async function serveGridPage(root: string, minify = true): Promise<GridPage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'headwater-grid-'));
  const at = (...parts: string[]): string => path.join(root, ...parts);
  const common = { bundle: true, logLevel: 'warning', absWorkingDir: root, target: 'es2022', platform: 'browser', minify } as const;
  await Promise.all([
    build({ ...common, format: 'esm', entryPoints: [at('src/views/results/main.ts')], outfile: path.join(folder, 'results.js'), loader: { '.css': 'text' } }),
    build({ ...common, format: 'esm', entryPoints: [at('src/views/chart/main.ts')], outfile: path.join(folder, 'chart.js'), loader: { '.css': 'text' } }),
    build({ ...common, format: 'iife', entryPoints: [at('test/ui/grid/page.ts')], outfile: path.join(folder, 'page.js') }),
    build({ ...common, format: 'iife', entryPoints: [at('test/ui/grid/realPage.ts')], outfile: path.join(folder, 'realPage.js') }),
    build({ ...common, format: 'iife', entryPoints: [at('test/ui/grid/bare.ts')], outfile: path.join(folder, 'bare.js') }),
    build({ ...common, format: 'iife', entryPoints: [at('test/ui/grid/fakeHost.worker.ts')], outfile: path.join(folder, 'fakeHost.js') }),
  ]);
  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const name = path.basename(url.pathname);
      if (name === 'bare') {
        response.setHeader('content-type', 'text/html');
        response.end(BARE_HTML);
        return;
      }
      if (name === '') {
        response.setHeader('content-type', 'text/html');
        response.end(pageHtml((url.searchParams.get('theme') ?? 'dark') as ThemeName, url.searchParams.has('real') ? 'realPage.js' : 'page.js'));
        return;
      }
      const file = name.startsWith('codicon.') ? at('node_modules/@vscode/codicons/dist', name) : path.join(folder, name);
      response.setHeader('content-type', TYPES[path.extname(name)] ?? 'application/octet-stream');
      response.end(await readFile(file).catch(() => ''));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
