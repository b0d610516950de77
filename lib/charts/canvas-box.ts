/** Where a canvas lies and how large it is, in layout pixels even where the page scales it by a transform. */

export interface CanvasBox {
  /** Left top corner in the viewport. */
  readonly left: number;
  readonly top: number;
  /** Layout size in CSS pixels, fractions kept. */
  readonly width: number;
  readonly height: number;
  /** Viewport pixels per layout pixel: 1 where nothing is transformed. */
  readonly zoom: number;
}

export const readCanvasBox = (canvas: HTMLCanvasElement): CanvasBox => {
  const rect = canvas.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = canvas;
  // Layout sizes are whole numbers: a rect within a pixel of them is untransformed and more exact.
  const isPlain =
    Math.abs(rect.width - offsetWidth) < 1 && Math.abs(rect.height - offsetHeight) < 1;
  return {
    left: rect.left,
    top: rect.top,
    width: isPlain ? rect.width : offsetWidth,
    height: isPlain ? rect.height : offsetHeight,
    zoom: isPlain || offsetHeight === 0 ? 1 : rect.height / offsetHeight,
  };
};

/** Is the canvas in a document that is shown? One in a removed frame counts itself connected. */
export const isOnPage = (canvas: HTMLCanvasElement): boolean =>
  canvas.isConnected && canvas.ownerDocument.defaultView !== null;
