/** Runs `work` once its tools are there. Where they cannot be had, the suite is one skipped test that says why. */
export async function whereAvailable(suite, tools, work) {
  try {
    for (const ensure of tools) await ensure();
  } catch (error) {
    console.log(`!! ${suite} cannot run here: ${error.message}`);
    return [{ id: suite, outcome: 'skipped', ms: 0, reason: error.message }];
  }
  return work();
}
