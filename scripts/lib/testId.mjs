/** How capabilities name a test: `unit/format/cell.test.ts: Cells > shows NULL`. */
export const testId = (suite, file, titles) => `${suite}/${file.replaceAll('\\', '/')}: ${titles.join(' > ')}`;
