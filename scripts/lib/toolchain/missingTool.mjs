/** How the reason of a test begins where a tool is missing: such a test counts as skipped, and in continuous integration as failed. */
export const MISSING = 'Missing tool: ';

/** A tool of the machine that is not there. What it would have made cannot be tested here. */
export class MissingTool extends Error {
  /**
   * @param {string} what the tool
   * @param {string} why what it was wanted for, and how its absence shows
   * @param {string} todo what to install
   */
  constructor(what, why, todo) {
    super(`${MISSING}${what}. ${why} ${todo}`);
    this.name = 'MissingTool';
    this.what = what;
    this.why = why;
    this.todo = todo;
  }
}
