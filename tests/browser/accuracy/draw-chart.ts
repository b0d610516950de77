/** A chart of test labels, drawn in the page: a pane with an axis canvas beside it, or all on one canvas. */

export interface TestChart {
  /** Texts of the axis with their heights. */
  readonly labels: readonly (readonly [string, number])[];
  readonly height?: number;
  readonly top?: number;
  /** Axis and plot on one canvas. */
  readonly isSingle?: boolean;
  readonly style?: string;
}

/** To be given to `page.evaluate`; returns when the chart was drawn and its labels were read. */
export const drawChart = async (chart: TestChart): Promise<void> => {
  const { labels, height = 400, top = 0, isSingle = false, style = '' } = chart;
  const addCanvas = (id: string, left: number, width: number): HTMLCanvasElement => {
    const canvas = document.createElement('canvas');
    canvas.id = id;
    canvas.width = width;
    canvas.height = height;
    canvas.style.cssText = `position:absolute;left:${left}px;top:${top}px;width:${width}px;height:${height}px;${style}`;
    document.body.append(canvas);
    return canvas;
  };
  const pane = addCanvas('pane', 0, isSingle ? 860 : 800);
  if (!isSingle) addCanvas('crosshair', 0, 800);
  const axis = isSingle ? pane : addCanvas('axis', 800, 60);
  const context = axis.getContext('2d')!;
  context.font = '12px sans-serif';
  context.textBaseline = 'middle';
  for (const [text, y] of labels) {
    // Anchored by the middle of the ink, as engines that mean to be exact do.
    const { actualBoundingBoxAscent, actualBoundingBoxDescent } = context.measureText(text);
    const up = (actualBoundingBoxDescent - actualBoundingBoxAscent) / 2;
    context.fillText(text, isSingle ? 806 : 6, y - up);
  }
  await new Promise<void>((resolve) => requestAnimationFrame(() => resolve()));
};
