// One process of scripts/lib/fuzzing.mjs: decodes portions of inputs.
const { DECODERS, fuzz } = await import(process.argv[2]);

// Refusals are thrown by the million: where they come from is of no interest.
Error.stackTraceLimit = 0;
process.on('message', ({ decoder, rounds, seed }) => {
  try {
    process.send({ read: fuzz(DECODERS[decoder], rounds, seed) });
  } catch (error) {
    process.send({ failure: error.message });
  }
});
process.send('ready');
