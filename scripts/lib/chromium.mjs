import { chromium } from 'playwright-core';
import { ensureBrowser } from './browser.mjs';

/** Nothing outside this machine can be reached. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
];

export const launchOptions = async () => ({ executablePath: await ensureBrowser(), headless: true, args });

export const launchBrowser = async () => chromium.launch(await launchOptions());
