import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { Popup } from '@/components/Popup.tsx';
import type { PopupActions } from '@/components/popup-view.ts';
import { SECOND_MS } from '@/lib/model/time.ts';
import { report } from '@/lib/report.ts';
import { changeSettings, readSettings, WITHIN_PERCENTS } from '@/lib/settings.ts';
import { computeMapView } from './map-view.ts';
import {
  EMPTY_SNAPSHOT,
  type PopupData,
  type PopupPorts,
  type PopupSnapshot,
  watchPopupData,
} from './popup-data.ts';
import { chooseColumn, computePopupView } from './popup-view.ts';

interface AppProps {
  readonly ports: PopupPorts;
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

const usePopupData = (ports: PopupPorts): [PopupSnapshot, PopupData | null] => {
  const [snapshot, setSnapshot] = useState(EMPTY_SNAPSHOT);
  const [data, setData] = useState<PopupData | null>(null);
  // Not after the first frame, as other effects: the questions should be out before it is painted.
  useLayoutEffect(() => {
    const watched = watchPopupData(ports, setSnapshot);
    setData(watched);
    return watched.stop;
  }, [ports]);
  return [snapshot, data];
};

const storeRange = async (percent: number): Promise<void> => {
  const withinPercent = WITHIN_PERCENTS.find((known) => known === percent);
  if (withinPercent) await changeSettings({ withinPercent });
};

const storeSite = async (site: string, on: boolean): Promise<void> => {
  const others = (await readSettings()).sitesOff.filter((off) => off !== site);
  await changeSettings({ sitesOff: on ? others : [...others, site] });
};

/** What the controls do; a failure is reported, and the view stays as stored. */
const createActions = (site: string | undefined, data: PopupData | null): PopupActions => {
  const run = (action: Promise<void>, when: string): void =>
    void action.catch((error: unknown) => report(error, when));
  return {
    onWithin: (percent) => run(storeRange(percent), 'storing the range'),
    onBands: (on) => site && run(storeSite(site, on), 'storing the switch of a site'),
    onRetry: () => data?.retry(),
  };
};

/** The popup with its data: gathers, computes the view each second, draws. */
export const App = ({ ports }: AppProps) => {
  const [snapshot, data] = usePopupData(ports);
  const nowMs = useNow();
  const { column, isLive } = chooseColumn(snapshot);
  const withinPercent = snapshot.settings?.withinPercent;
  const map = useMemo(
    () => (column && withinPercent ? computeMapView(column, withinPercent) : null),
    [column, withinPercent],
  );
  const columnTimeMs = column?.timeMs ?? null;
  const view = computePopupView({ ...snapshot, map, columnTimeMs, isLive, nowMs });
  const actions = createActions(snapshot.report?.site, data);
  return <Popup view={view} withinOptions={WITHIN_PERCENTS} chartUrl={CHART_URL} {...actions} />;
};
