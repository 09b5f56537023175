import styles from 'uplot/dist/uPlot.min.css';
import type { ChartModule } from './figure';
import { UplotPicture } from './picture';

/** A bundle of its own, which the results view loads when a chart is opened. */
export const mountPicture: ChartModule['mountPicture'] = (element, events) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  const root = element.getRootNode();
  const styled = root instanceof ShadowRoot ? root : document;
  styled.adoptedStyleSheets = [...styled.adoptedStyleSheets, sheet];
  return new UplotPicture(element, events);
};
