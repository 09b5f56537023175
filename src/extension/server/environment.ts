/** Variables of the extension host that would change how our own process runs. */
const STRIPPED = /^(?:NODE_OPTIONS|NODE_INSPECT_.*|VSCODE_(?:ESM_ENTRYPOINT|HANDLES_UNCAUGHT_ERRORS|NLS_CONFIG|IPC_HOOK.*|CWD|PID|CODE_CACHE_PATH|CRASH_REPORTER_.*|L10N_.*|AMD_.*|PIPE_.*|PARENT_PID))$/u;

/** The environment of the server process. */
export function serverEnvironment(host: NodeJS.ProcessEnv, extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(host).filter(([name]) => !STRIPPED.test(name));
  // On a desktop the executable is the editor's own: this makes it run as Node.
  return { ...Object.fromEntries(kept), ELECTRON_RUN_AS_NODE: '1', ...extra };
}
