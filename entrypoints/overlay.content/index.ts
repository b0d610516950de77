import { defineContentScript } from 'wxt/utils/define-content-script';
import { watchChanges } from '@/lib/changes.ts';
import { createChartReader, silenceProbe } from '@/lib/charts/chart-reader.ts';
import type { ChartState } from '@/lib/charts/chart-scale.ts';
import { CHART_MATCHES } from '@/lib/charts/sites.ts';
import { onMessage, sendMessage } from '@/lib/messages.ts';
import { report } from '@/lib/report.ts';
import { readSettings, watchSettings } from '@/lib/settings.ts';
import { createMapSource } from './map-source.ts';
import { createOverlay, type Overlay, type Reader } from './overlay.ts';
import { createPageTimers } from './page-timers.ts';
import { createSurface } from './surface.ts';
import { followPlace, readPlace } from './symbol-follow.ts';
import { createToggleKeys } from './toggle-key.ts';

/** Under a removed or updated extension even unsubscribing throws, and there is nobody to tell. */
const stopQuietly = (stop: () => void): void => {
  try {
    stop();
  } catch {
    // The browser has already let go of it.
  }
};

export default defineContentScript({
  matches: CHART_MATCHES,
  runAt: 'document_start',
  noScriptStartedPostMessage: true,
  main(ctx) {
    const place = readPlace(new URL(location.href));
    if (!place) return;

    const isVisible = (): boolean => document.visibilityState === 'visible';
    const toggle = (): void => overlay.dispatch({ type: 'toggle' });
    const watchKeys = createToggleKeys(ctx.signal, toggle);
    const timers = createPageTimers(ctx);
    const startReader = (onState: (chart: ChartState) => void): Reader => {
      const reader = createChartReader({ root: document, onState });
      const stopWatching = timers.watchOrphaned();
      return { ...reader, stop: () => [stopWatching, reader.stop].forEach((stop) => stop()) };
    };
    const source = createMapSource(
      {
        ask: (symbol, isWatched) => sendMessage('getMap', { symbol, isWatched }),
        watchChanges,
        startTimer: timers.startTimer,
        isOrphaned: () => ctx.isInvalid,
      },
      (answer) => overlay.dispatch({ type: 'answer', answer }),
      () => ctx.notifyInvalidated(),
    );
    const surface = createSurface({
      onHide: toggle,
      onEvicted: () => overlay.dispatch({ type: 'evicted' }),
      onPane: (pane) => watchKeys(pane.ownerDocument.defaultView),
      startInterval: timers.startInterval,
    });
    const checkPlace = followPlace(ctx, (next) => overlay.dispatch({ type: 'place', place: next }));
    const overlay: Overlay = createOverlay(
      {
        startReader,
        silenceProbe: () => silenceProbe(document),
        source,
        surface,
        checkPlace,
        startTimer: timers.startTimer,
        nowMs: () => Date.now(),
      },
      place,
      isVisible(),
    );

    watchKeys(window);
    ctx.addEventListener(document, 'visibilitychange', () =>
      overlay.dispatch({ type: 'visibility', visible: isVisible() }),
    );
    const stops = [
      () => overlay.stop(),
      () => source.stop(),
      onMessage('getTabReport', () => overlay.report()),
      watchSettings((settings) => overlay.dispatch({ type: 'settings', settings })),
    ];
    ctx.onInvalidated(() => stops.forEach(stopQuietly));
    void readSettings().then(
      (settings) => overlay.dispatch({ type: 'settings', settings }),
      (error: unknown) => report(error, 'reading the settings'),
    );
  },
});
