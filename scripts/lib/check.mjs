/** One test of a suite that is not a test runner's: passes unless `work` throws. */
export async function check(id, work) {
  const started = Date.now();
  try {
    await work();
    console.log(`  ok    ${id}`);
    return { id, outcome: 'passed', ms: Date.now() - started };
  } catch (error) {
    console.log(`  FAIL  ${id}`);
    return { id, outcome: 'failed', ms: Date.now() - started, reason: error.message };
  }
}
