import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../scripts/lib/chromium.mjs';
import { root } from '../scripts/lib/paths.mjs';
import { type FrameProbe, type FrameReport, installProbe } from '../test/ui/grid/frameProbe';
import { serveGridPage } from '../test/ui/grid/server';

const SIZE = { width: 1600, height: 800 };
const MOVE_MS = 3_000;
const JUMPS = 15;
/** Milliseconds that the made-up host takes for a window: what the webview hop was measured at. */
const LATENCY = 8;

declare global {
  interface Window {
    readonly probe: FrameProbe;
  }
}

type Move = (page: Page) => Promise<void>;

/** What the view has kept of a tab whose rows are sorted by two columns and filtered by a third. */
const ARRANGED = JSON.stringify({ version: 1, tabs: { t1: { arrangement: { sort: [{ column: 0, descending: true }, { column: 3, descending: false }], filters: [{ column: 1, is: { test: 'null' }, not: true }] } } } });

/**
 * The built view over 10 million rows × 20 columns, driven by real wheel and mouse input in a browser, with a host in a worker.
 * The peer draws as many cells of ready texts on a bare canvas, under the same input, in the same run.
 */
export async function run(): Promise<void> {
  const served = await serveGridPage(root);
  const browser = await launchBrowser();
  try {
    const grid = `${served.url}?rows=10000000&columns=20&latency=${LATENCY}`;
    for (const [name, move] of [['wheel', wheel], ['thumb drag', drag]] as const) {
      const bare = await measured(browser, `${served.url}bare`, move);
      const ours = await measured(browser, grid, move);
      compare(name, ours, bare);
    }
    const bare = await measured(browser, `${served.url}bare`, wheel);
    compare('wheel, sorted and filtered', await measured(browser, grid, wheel, ARRANGED), bare);
    await jumps(browser, grid);
    await firstRow(browser, `${served.url}?rows=10000000&columns=20&latency=${LATENCY}&first=0&scenario=stream`);
  } finally {
    await browser.close();
    await served.close();
  }
}

async function open(browser: Browser, url: string, kept?: string): Promise<Page> {
  const page = await browser.newPage({ viewport: SIZE });
  if (kept !== undefined) await page.addInitScript((state) => { sessionStorage.setItem('state', state); }, kept);
  await page.addInitScript(installProbe);
  await page.goto(url);
  await page.waitForTimeout(600);
  if (kept !== undefined) await page.locator('.arrange-count').waitFor();
  return page;
}

async function measured(browser: Browser, url: string, move: Move, kept?: string): Promise<FrameReport> {
  const page = await open(browser, url, kept);
  await page.evaluate(() => window.probe.start());
  await move(page);
  const report = await page.evaluate(() => window.probe.stop());
  await page.close();
  return report;
}

async function wheel(page: Page): Promise<void> {
  await page.mouse.move(600, 400);
  const until = Date.now() + MOVE_MS;
  while (Date.now() < until) await page.mouse.wheel(0, 132);
}

/** Takes the thumb at the right edge up and down over the whole range. */
async function drag(page: Page): Promise<void> {
  await page.mouse.move(SIZE.width - 7, 78);
  await page.mouse.down();
  const start = Date.now();
  for (let gone = 0; gone < MOVE_MS; gone = Date.now() - start) await page.mouse.move(SIZE.width - 7, 80 + 330 * (1 - Math.cos((gone / MOVE_MS) * 6)));
  await page.mouse.up();
}

/** Jumps by the thumb to places far apart; the time from the last move to the frame with every wanted row. */
async function jumps(browser: Browser, url: string): Promise<void> {
  const page = await open(browser, url);
  const times: number[] = [];
  await page.mouse.move(SIZE.width - 7, 78);
  await page.mouse.down();
  for (let jump = 0; jump < JUMPS; jump++) {
    await page.mouse.move(SIZE.width - 7, 100 + ((jump * 277) % 600));
    await page.waitForTimeout(250);
    const { settled } = await page.evaluate(() => window.probe.stop());
    if (settled === undefined) throw new Error('A jump did not end with a full picture.');
    times.push(settled);
  }
  await page.mouse.up();
  await page.close();
  line('last move to full picture, p95', percentile(times, 95), 'ms', 'limit of 60 ms', 60, times.length);
}

async function firstRow(browser: Browser, url: string): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const page = await open(browser, url);
    await page.waitForFunction(() => window.probe.stop().firstRow !== undefined);
    const report = await page.evaluate(() => window.probe.stop());
    times.push(report.firstRow ?? NaN);
    await page.close();
  }
  line('first row on screen after the first batch, median', percentile(times, 50), 'ms', 'limit of 100 ms', 100, times.length);
}

function compare(name: string, ours: FrameReport, bare: FrameReport): void {
  const peer = 'bare canvas painter';
  for (const share of [50, 95, 99]) line(`${name}: own work per frame, p${share}`, percentile(ours.work, share), 'ms', peer, percentile(bare.work, share), ours.work.length);
  line(`${name}: frame gap, p95`, percentile(ours.gaps, 95), 'ms', peer, percentile(bare.gaps, 95), ours.gaps.length);
  line(`${name}: frames with an empty visible row`, (100 * ours.empty) / Math.max(1, ours.frames), '%', 'limit', 0, ours.frames);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * share) / 100))] ?? NaN;
}

/** A ratio above 1 means better than the peer. */
function line(metric: string, value: number, unit: string, peer: string, peerValue: number, runs: number): void {
  const ratio = value === peerValue ? 1 : peerValue / value;
  console.log(JSON.stringify({ bench: 'grid', metric, value: round(value), unit, peer, peerValue: round(peerValue), ratio: round(ratio), runs }));
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
