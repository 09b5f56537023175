import { fork } from 'node:child_process';
import { at } from './paths.mjs';

/** Inputs that a process is given at a time. */
const PORTION = 100_000;
const PROGRESS_MS = 10_000;

/**
 * Decodes at least so many inputs, as many for each decoder, and prints what comes of it. The same seed gives the same inputs, however many processes there are.
 * @returns {Promise<boolean>} whether nothing failed
 */
export async function fuzzAll({ system, bundle, inputs, seed, processes }) {
  const { DECODERS } = await import(bundle);
  const each = Math.ceil(inputs / DECODERS.length);
  const portions = [];
  for (let done = 0; done < each; done += PORTION) {
    for (let decoder = 0; decoder < DECODERS.length; decoder++) portions.push({ decoder, rounds: Math.min(PORTION, each - done), seed: seed + done / PORTION });
  }
  const tally = DECODERS.map(({ name }) => ({ name, inputs: 0, read: 0 }));
  const failures = [];
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const total = () => tally.reduce((sum, one) => sum + one.inputs, 0);
  console.log(`${system}: ${(each * DECODERS.length).toLocaleString('en')} inputs for ${DECODERS.length} decoders, seed ${seed}, in ${processes} processes`);
  const progress = setInterval(() => {
    const done = total();
    const left = done === 0 ? '' : `, about ${Math.round((seconds() / done) * (each * DECODERS.length - done))} s left`;
    console.log(`  ${done.toLocaleString('en')} inputs after ${seconds()} s${left}`);
  }, PROGRESS_MS);
  await Promise.all(Array.from({ length: processes }, () => worker(bundle, portions, (portion, outcome) => {
    if (outcome.failure !== undefined) failures.push(outcome.failure);
    tally[portion.decoder].inputs += portion.rounds;
    tally[portion.decoder].read += outcome.read ?? 0;
  })));
  clearInterval(progress);
  for (const { name, inputs: count, read } of tally) console.log(`  ${name}: ${count.toLocaleString('en')} inputs, ${((100 * read) / count).toFixed(1)} % of them readable`);
  for (const failure of failures) console.error(failure);
  // Where nothing is read, or everything, the inputs prove nothing.
  const idle = tally.filter(({ inputs: count, read }) => read === 0 || read === count).map(({ name }) => name);
  if (idle.length > 0) console.error(`These decoders were not put to the proof: ${idle.join(', ')}.`);
  console.log(`${system}: ${total().toLocaleString('en')} inputs, seed ${seed}, ${failures.length} failures, ${seconds()} s`);
  return failures.length === 0 && idle.length === 0;
}

/** One process, which is given portions until none are left. */
function worker(bundle, portions, told) {
  return new Promise((resolve, reject) => {
    const child = fork(at('scripts/lib/fuzzWorker.mjs'), [bundle]);
    let portion;
    const next = () => {
      portion = portions.shift();
      if (portion) child.send(portion);
      else child.disconnect();
    };
    child.on('message', (outcome) => {
      if (outcome !== 'ready') told(portion, outcome);
      next();
    });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`A process that decodes ended with ${code}, over ${JSON.stringify(portion)}.`))));
  });
}
