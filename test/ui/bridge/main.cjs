// Runs function bodies sent over a Unix socket in the extension host, with `vscode`, `require` and `argument` in scope.
const { rmSync } = require('node:fs');
const http = require('node:http');
const vscode = require('vscode');

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;

exports.activate = (context) => {
  const socket = process.env.HEADWATER_BRIDGE;
  if (!socket) return;
  rmSync(socket, { force: true });
  const server = http.createServer(async (request, response) => {
    let text = '';
    for await (const piece of request.setEncoding('utf8')) text += piece;
    try {
      const { body, argument } = JSON.parse(text);
      const value = await new AsyncFunction('vscode', 'require', 'argument', body)(vscode, require, argument);
      response.end(JSON.stringify({ ok: true, value: value ?? null }));
    } catch (error) {
      response.end(JSON.stringify({ ok: false, error: String(error?.stack ?? error) }));
    }
  });
  server.listen(socket);
  context.subscriptions.push({ dispose: () => server.close() });
};
