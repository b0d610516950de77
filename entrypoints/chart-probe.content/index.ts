import { defineContentScript } from 'wxt/utils/define-content-script';
import { CHART_MATCHES } from '@/lib/charts/sites.ts';
import { startProbe } from './start-probe.ts';

export default defineContentScript({
  matches: CHART_MATCHES,
  world: 'MAIN',
  runAt: 'document_start',
  allFrames: true,
  matchOriginAsFallback: true,
  noScriptStartedPostMessage: true,
  main: () => startProbe(window),
});
