import * as z from 'zod/mini';
import { ChartColumns, type ChartData, ChartRange, DrawChart } from '../../protocol/resultsCharts';
import type { ResultsHostMethods } from '../../protocol/resultsView';
import type { Server } from '../server/api';

type ChartMethod = 'chartColumns' | 'chart' | 'chartRange';

/** Answers a view about charts. What it sent is checked before it goes on. */
export async function answerChart(server: Server, method: ChartMethod, params: unknown, signal: AbortSignal): Promise<ResultsHostMethods[ChartMethod]['result']> {
  switch (method) {
    case 'chartColumns':
      return server.request(ChartColumns, z.parse(ChartColumns.params, params), signal);
    case 'chart':
      return tight(await server.request(DrawChart, z.parse(DrawChart.params, params), signal));
    case 'chartRange':
      return server.request(ChartRange, z.parse(ChartRange.params, params), signal);
  }
}

/** What came through the pipe are views into its read buffer, which would be sent whole. */
function tight(data: ChartData): ChartData {
  switch (data.draw) {
    case 'lines':
    case 'points':
      return {
        ...data,
        series: data.series.map((one) => ({ ...one, x: new Uint8Array(one.x), y: new Uint8Array(one.y), rows: new Uint8Array(one.rows), ...(one.counts && { counts: new Uint8Array(one.counts) }) })),
      };
    case 'heat':
      return { ...data, counts: new Uint8Array(data.counts) };
    case 'bars':
    case 'bins':
      return data;
  }
}
