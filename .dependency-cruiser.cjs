/** The one direction of imports. See ARCHITECTURE.md. */
const never = (name, from, to, comment) => ({ name, severity: 'error', comment, from: { path: from }, to: { path: to } });

module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', comment: 'A cycle hides which piece needs which.', from: {}, to: { circular: true } },
    never('core-stands-alone', '^src/core/', '^src/(?!core/)', 'core is the vocabulary: it knows nobody.'),
    never('duckdb-sees-core', '^src/duckdb/', '^src/(?!core/|duckdb/)', 'duckdb stands on core only.'),
    never('backends-see-core-duckdb', '^src/backends/', '^src/(?!core/|duckdb/|backends/)', 'backends stand on core and duckdb.'),
    { name: 'backends-are-islands', severity: 'error', comment: 'A backend never imports another.', from: { path: '^src/backends/([^/]+)/' }, to: { path: '^src/backends/([^/]+)/', pathNot: '^src/backends/$1/' } },
    never('engine-sees-core-duckdb', '^src/engine/', '^src/(?!core/|duckdb/|engine/)', 'the engine knows sessions by their contract, never a backend.'),
    never('protocol-sees-core', '^src/protocol/', '^src/(?!core/|protocol/)', 'protocol is the shared edge.'),
    never('server-sees-no-host', '^src/server/', '^src/(extension|providers|views)/', 'the server has no editor.'),
    never('host-sees-no-backend', '^src/(extension|providers)/', '^src/(backends|engine|duckdb|server|views)/', 'the host asks the server.'),
    never('views-see-protocol-and-format', '^src/views/', '^src/(?!views/|protocol/|core/format/|core/errors|core/contract/)', 'views see protocol and the formatter.'),
    never('no-vscode-below', '^src/(core|duckdb|backends|engine|server|protocol|views)/', '^vscode$', 'only the host has the editor API.'),
  ],
  options: { tsConfig: { fileName: 'tsconfig.json' }, tsPreCompilationDeps: true, doNotFollow: { path: 'node_modules' }, exclude: { path: '^(dist|out|test/fixtures)/' }, enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] } },
};
