/**
 * Where the chart is made: in the page itself, or in a frame of the page's own making, as exchanges
 * embed charts: `blob` is a document of a blob, `write` a blank one that is written into.
 */

const HTML = `<!doctype html>
<style>
  html, body, #chart { height: 100%; margin: 0; overflow: hidden; }
</style>
<div id="chart"></div>`;

const createFrame = (container) => {
  const frame = document.createElement('iframe');
  frame.style.cssText = 'width:100%;height:100%;border:0;display:block';
  container.append(frame);
  return frame;
};

const loadBlob = (frame) =>
  new Promise((resolve) => {
    frame.onload = resolve;
    frame.src = URL.createObjectURL(new Blob([HTML], { type: 'text/html' }));
  });

const write = (frame) => {
  frame.contentDocument.open();
  frame.contentDocument.write(HTML);
  frame.contentDocument.close();
};

/** The element to make the chart in, once its document is there. */
export const openHost = async (container, kind) => {
  if (kind === 'none') return container;
  const frame = createFrame(container);
  if (kind === 'blob') await loadBlob(frame);
  else write(frame);
  return frame.contentDocument.getElementById('chart');
};
