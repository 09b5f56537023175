// Bundles the extension, the server process with its workers, and each webview.
//   node scripts/build.mjs [--production] [--watch] [--test] [--outdir dist]
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/dependencies.mjs';
import { folders, root } from './lib/paths.mjs';

const { values } = parseArgs({
  options: {
    /** Minified and without source maps, as it ships. */
    production: { type: 'boolean', default: false },
    watch: { type: 'boolean', default: false },
    /** Also what the host and UI suites load: out/host and out/sample. */
    test: { type: 'boolean', default: false },
    outdir: { type: 'string', default: folders.dist },
  },
});
await ensureDependencies();
const { buildProduct, buildTests, watchProduct } = await import('./lib/bundle.mjs');
const outdir = path.resolve(root, values.outdir);
await (values.watch ? watchProduct({ outdir }) : buildProduct({ outdir, production: values.production }));
if (values.test) await buildTests();
