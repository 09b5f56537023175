import { build } from 'esbuild';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { at, folders, root } from './paths.mjs';

/** Where the demo's own connections stand in the tree. */
const FOLDER = 'Demo servers';

/**
 * What `--with` can start: the names of the files in scripts/demo. Each exports
 *   start({ workspace }) → { connections, environment?, files?, cells?, stop() }
 * `connections`: entries of the setting headwater.connections, whose secrets are written as ${env:NAME}; `environment`: those names with
 * their values; `files`: documents for the workspace, by name, which are written unless they are there; `cells`: of the notebook that
 * shows all that were started.
 */
export const demoSystems = () => readdirSync(at('scripts/demo')).filter((name) => name.endsWith('.mjs')).map((name) => path.basename(name, '.mjs')).sort();

/**
 * Starts the systems, one after the other, and puts their documents into the workspace.
 * @returns {Promise<{connections: readonly object[], environment: Record<string, string>, stop: () => Promise<void>}>}
 */
export async function startDemoSystems(names, { workspace }) {
  const started = [];
  const stop = async () => {
    for (const system of started.splice(0).reverse()) await system.stop();
  };
  try {
    for (const name of names) {
      console.log(`Starting ${name} …`);
      const { start } = await load(name);
      started.push(await start({ workspace }));
    }
    for (const [name, text] of started.flatMap((system) => Object.entries(system.files ?? {}))) await placeFile(path.join(workspace, name), text);
    const cells = started.flatMap((system) => system.cells ?? []);
    // Other systems, another notebook: this one is not for a person's own work.
    if (cells.length > 0) await writeFile(path.join(workspace, 'Systems.hwnb'), notebookOf([...(await sampleCells(workspace)), ...cells]));
  } catch (error) {
    await stop();
    throw error;
  }
  return { connections: started.flatMap((system) => system.connections), environment: Object.assign({}, ...started.map((system) => system.environment)), stop };
}

/** Those of the sample notebook, where its files stand in the workspace: the embedded engine, a file, parameters. */
async function sampleCells(workspace) {
  if (!existsSync(path.join(workspace, 'data/trips.parquet'))) return [];
  return JSON.parse(await readFile(at('samples/Trips.hwnb'), 'utf8')).cells;
}

/** Cells of the samples and of the systems, and one over the results of all that have a name. */
function notebookOf(cells) {
  const names = cells.flatMap(({ name }) => name ?? []);
  const text = (...lines) => ({ kind: 'markdown', language: 'markdown', text: lines });
  const first = text('# Systems', '', 'Each cell below runs on a connection of its own, side by side with the others. The last one reads the results of all of them.');
  const last = { kind: 'code', language: 'sql', connection: 'Local', text: names.map((name, index) => `${index === 0 ? '' : 'UNION ALL '}SELECT '${name}' AS result, count(*) AS rows FROM ${name}`) };
  return `${JSON.stringify({ headwater: 1, connection: 'Local', cells: [first, ...cells, ...(names.length > 0 ? [last] : [])] }, null, 2)}\n`;
}

/** The systems' own starting code is TypeScript, shared with the tests: it is bundled first. */
async function load(name) {
  const outfile = path.join(folders.out, 'demo', `${name}.mjs`);
  await build({ entryPoints: [at('scripts/demo', `${name}.mjs`)], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external', logLevel: 'warning', absWorkingDir: root, plugins: [ownPlaces] });
  return import(`${pathToFileURL(outfile).href}?${Date.now()}`);
}

/** A file that asks where it stands is told so as if it were not bundled. */
const ownPlaces = {
  name: 'own places',
  setup({ onLoad }) {
    onLoad({ filter: /\.(ts|mjs)$/, namespace: 'file' }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8');
      const contents = text.replaceAll('import.meta.dirname', JSON.stringify(path.dirname(file))).replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href));
      return { contents, loader: file.endsWith('.ts') ? 'ts' : 'js' };
    });
  },
};

/** Replaces the demo's own connections in the settings of a profile: their ports are new each time. What else stands there stays. */
export async function placeConnections(profile, connections) {
  const file = path.join(profile, 'user/User/settings.json');
  const own = connections.map((connection) => ({ ...connection, folder: FOLDER }));
  const text = await readFile(file, 'utf8');
  let settings;
  try {
    settings = JSON.parse(text);
  } catch {
    if (own.length > 0) console.log(`${file} is not plain JSON. Put this into it yourself, as headwater.connections:\n${JSON.stringify(own, null, 2)}`);
    return;
  }
  const others = (settings['headwater.connections'] ?? []).filter(({ folder }) => folder !== FOLDER);
  await writeFile(file, JSON.stringify({ ...settings, 'headwater.connections': [...others, ...own] }, null, 2));
}

async function placeFile(file, text) {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text, { flag: 'wx' }).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
}
