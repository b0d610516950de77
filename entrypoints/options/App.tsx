import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { OptionsPage } from '@/components/OptionsPage.tsx';
import type { OptionsActions } from '@/components/options-view.ts';
import { MINUTE_MS } from '@/lib/model/time.ts';
import { report } from '@/lib/report.ts';
import { EMPTY_OPTIONS, type OptionsData, type OptionsPorts } from './options-contract.ts';
import { watchOptionsData } from './options-data.ts';
import { computeOptionsView } from './options-view.ts';

interface AppProps {
  readonly ports: OptionsPorts;
}

const CSV_TABLES = [
  { name: 'candles', label: 'Candles' },
  { name: 'open-interest', label: 'Open interest' },
  { name: 'columns', label: 'Columns of the map' },
  { name: 'liquidations', label: 'Liquidations' },
  { name: 'observed', label: 'Times listened' },
];

/** What the controls do; a failure is reported, and the view stays as stored. */
const createActions = (data: OptionsData | null): OptionsActions => {
  const run = (action: Promise<void> | undefined, when: string): void =>
    void action?.catch((error: unknown) => report(error, when));
  return {
    onAddSymbol: async (text) => (await data?.addSymbol(text)) ?? false,
    onRemoveSymbol: (symbol) => run(data?.removeSymbol(symbol), 'removing a symbol'),
    onBadgeSymbol: (symbol) => run(data?.setBadge(symbol), 'choosing the icon’s symbol'),
    onExchange: (id, use) => run(data?.setExchange(id, use), 'switching an exchange'),
    onSite: (id, isOn) => run(data?.setSite(id, isOn), 'storing the switch of a site'),
    onExportJson: (bookKey) => run(data?.exportJson(bookKey), 'exporting'),
    onExportCsv: (bookKey, table) => run(data?.exportCsv(bookKey, table), 'exporting'),
    onImport: (files) => run(data?.importFiles(files), 'importing'),
    onClear: (bookKey) => run(data?.clear(bookKey), 'clearing a book'),
    onClearAll: () => run(data?.clearAll(), 'clearing everything'),
  };
};

const useNow = (): number => {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), MINUTE_MS);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
};

/** The options page with its data. */
export const App = ({ ports }: AppProps) => {
  const [snapshot, setSnapshot] = useState(EMPTY_OPTIONS);
  const [data, setData] = useState<OptionsData | null>(null);
  const nowMs = useNow();
  useLayoutEffect(() => {
    const watched = watchOptionsData(ports, setSnapshot);
    setData(watched);
    return watched.stop;
  }, [ports]);
  const view = computeOptionsView({ ...snapshot, nowMs });
  return <OptionsPage view={view} csvTables={CSV_TABLES} {...createActions(data)} />;
};
