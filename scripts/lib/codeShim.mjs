#!/usr/bin/env node
// Stands in for the desktop program: takes the arguments that @vscode/test-electron gives to VS Code, runs the tests
// in the real extension host of the workbench from npm, and ends with their exit code.
import { existsSync } from 'node:fs';
import { format } from 'node:util';
import { launchBrowser } from './chromium.mjs';
import { startCodeServer } from './codeServer.mjs';

const LIMIT_MS = 15 * 60_000;
/** What the workbench says about itself, not about the tests. */
const noise = /^\s*(Resolv|Creating a socket|Updating additional|Ignoring fetching|Started local extension host|\[(reconnection|Service|AgentHost|Account|ChatModel|remote-connection))|authentication provider 'github'|ENOTFOUND|bindings file|watchdog/u;

const values = (name) => process.argv.filter((arg) => arg.startsWith(`--${name}=`)).map((arg) => arg.slice(name.length + 3));
const folder = process.argv.slice(2).find((arg) => !arg.startsWith('-') && existsSync(arg));
const [tests] = values('extensionTestsPath');

process.exit(await main());

async function main() {
  const server = await startCodeServer({ driver: true });
  const stopOnSignal = () => void server.stop().finally(() => process.exit(130));
  process.once('SIGINT', stopOnSignal).once('SIGTERM', stopOnSignal);
  try {
    return await runTests(server);
  } catch (error) {
    console.error(error);
    console.error((await server.log()).slice(-3000));
    return 1;
  } finally {
    await server.stop();
  }
}

async function runTests(server) {
  const browser = await launchBrowser();
  let timer;
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    const exit = new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`The tests did not end within ${LIMIT_MS / 60_000} minutes.`)), LIMIT_MS);
      page.once('crash', () => reject(new Error('The page of the workbench crashed.')));
      void page.exposeFunction('codeAutomationExit', resolve);
    });
    await page.exposeFunction('codeAutomationLog', (type, texts) => {
      const text = format(...texts);
      if (!noise.test(text)) (type === 'error' ? console.error : console.log)(text);
    });
    await page.goto(server.pageOf({ folder, develop: values('extensionDevelopmentPath'), tests }));
    return await exit;
  } finally {
    clearTimeout(timer);
    await browser.close();
  }
}
