import { ExportProgress, ExportResult } from '../../protocol/results';
import { ExportObject, ExportText } from '../../protocol/resultsExport';
import type { Router } from '../router';
import type { Exporter } from '../runs/exporter';
import type { ObjectExporter } from '../runs/objectExporter';
import type { SessionRegistry } from '../sessions/sessionRegistry';

export function handleExports(router: Router, sessions: SessionRegistry, exporter: Exporter, objects: ObjectExporter): void {
  const what = 'Could not export the result';
  exporter.onStep((step) => void router.notify(ExportProgress, step));
  router.handle(ExportResult, what, (params, signal) => exporter.export(params, signal));
  router.handle(ExportText, what, (params, signal) => exporter.text(params, signal));
  router.handle(ExportObject, what, (params, signal) => sessions.use(params.connectionId, what, (live) => objects.export(live, params, signal)));
}
