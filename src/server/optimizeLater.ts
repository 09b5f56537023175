import { setFlagsFromString } from 'node:v8';

/**
 * Bytes of bytecode that a function runs before V8 looks whether to optimize it; V8's own is 66 KiB. The first result of a server runs a hundred functions some
 * thousand times each: optimizing all of them takes more processor time than reading the rows. The few loops where the time goes pass this in a millisecond.
 */
const BUDGET = 600_000;

/**
 * For this process and its worker threads: call it before there is work. Not among the flags that the process is started with, since a runtime that does not know
 * one of those does not start; here it goes on as it was.
 */
export function optimizeLater(): void {
  setFlagsFromString(`--interrupt-budget=${BUDGET}`);
}
