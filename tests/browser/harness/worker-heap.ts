/** Memory of the service worker, asked of its debugger. */
import type { BrowserContext } from 'playwright-core';

/** Bytes of live objects in the worker, after garbage was collected; null where no worker runs. */
export const readWorkerHeap = async (context: BrowserContext): Promise<number | null> => {
  const browser = context.browser();
  if (!browser) throw new Error('this context has no browser to ask');
  const debuggerSession = await browser.newBrowserCDPSession();
  try {
    const { targetInfos } = await debuggerSession.send('Target.getTargets');
    const worker = targetInfos.find(({ type }) => type === 'service_worker');
    if (!worker) return null;
    const { sessionId } = await debuggerSession.send('Target.attachToTarget', {
      targetId: worker.targetId,
      flatten: false,
    });
    let lastId = 0;
    const ask = (method: string): Promise<Record<string, unknown>> =>
      new Promise((resolve) => {
        const id = (lastId += 1);
        const hear = ({ message }: { readonly message: string }): void => {
          const answer = JSON.parse(message) as { id?: number; result?: Record<string, unknown> };
          if (answer.id !== id) return;
          debuggerSession.off('Target.receivedMessageFromTarget', hear);
          resolve(answer.result ?? {});
        };
        debuggerSession.on('Target.receivedMessageFromTarget', hear);
        void debuggerSession.send('Target.sendMessageToTarget', {
          sessionId,
          message: JSON.stringify({ id, method }),
        });
      });
    await ask('HeapProfiler.collectGarbage');
    return Number((await ask('Runtime.getHeapUsage'))['usedSize']);
  } finally {
    await debuggerSession.detach();
  }
};
