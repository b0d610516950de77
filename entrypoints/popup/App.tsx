import { useEffect, useMemo, useState } from 'preact/hooks';
import { Popup } from '@/components/Popup.tsx';
import type { PopupActions } from '@/components/popup-view.ts';
import { sendMessage } from '@/lib/messages.ts';
import { SECOND_MS } from '@/lib/model/time.ts';
import { report } from '@/lib/report.ts';
import { changeSettings, readSettings, WITHIN_PERCENTS } from '@/lib/settings.ts';
import { computeMapView } from './map-view.ts';
import {
  EMPTY_SNAPSHOT,
  type PopupSnapshot,
  type PopupStore,
  watchPopupData,
} from './popup-data.ts';
import { computePopupView } from './popup-view.ts';

interface AppProps {
  readonly query: string;
  readonly store: PopupStore;
}

const CHART_URL = 'https://www.binance.com/en/futures/BTCUSDT';

const useNow = (): number => {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
};

const switchSite = async (site: string, on: boolean): Promise<void> => {
  const others = (await readSettings()).sitesOff.filter((off) => off !== site);
  await changeSettings({ sitesOff: on ? others : [...others, site] });
};

/** What the controls do; a failure is reported, the view stays as stored. */
const createActions = ({ symbol, report: tab }: PopupSnapshot): PopupActions => {
  const run = (action: Promise<unknown>, when: string): void =>
    void action.catch((error: unknown) => report(error, when));
  return {
    onWithin: (percent) => {
      const withinPercent = WITHIN_PERCENTS.find((known) => known === percent);
      if (withinPercent) run(changeSettings({ withinPercent }), 'storing the range');
    },
    onBands: (on) => tab && run(switchSite(tab.site, on), 'storing the switch of a site'),
    onRetry: () =>
      symbol && run(sendMessage('pollNow', { symbol }), `polling ${symbol} on request`),
  };
};

/** The popup with its data: gathers, computes the view each second, draws. */
export const App = ({ query, store }: AppProps) => {
  const [snapshot, setSnapshot] = useState(EMPTY_SNAPSHOT);
  useEffect(() => watchPopupData(query, store, setSnapshot), [query, store]);
  const nowMs = useNow();
  const { column, settings } = snapshot;
  const map = useMemo(
    () => (column && settings ? computeMapView(column, settings.withinPercent) : null),
    [column, settings?.withinPercent],
  );
  const actions = useMemo(() => createActions(snapshot), [snapshot]);
  const view = computePopupView({
    ...snapshot,
    map,
    columnTimeMs: column?.timeMs ?? null,
    nowMs,
  });
  return <Popup view={view} withinOptions={WITHIN_PERCENTS} chartUrl={CHART_URL} {...actions} />;
};
