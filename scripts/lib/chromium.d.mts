import type { Browser, LaunchOptions } from 'playwright-core';

export function launchOptions(): Promise<LaunchOptions>;
export function launchBrowser(): Promise<Browser>;
