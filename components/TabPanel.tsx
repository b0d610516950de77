import { Placeholder } from './Placeholder.tsx';
import type { TabView } from './popup-view.ts';
import { Switch } from './Switch.tsx';

interface TabPanelProps {
  /** Null until it is known what the tab shows. */
  readonly tab: TabView | null;
  readonly chartUrl: string;
  readonly onBands: (on: boolean) => void;
}

/** This tab: its site with the switch for the bands, and how its chart is read or why it is not. */
export const TabPanel = ({ tab, chartUrl, onBands }: TabPanelProps) => (
  <section class="tab" aria-label="This tab">
    <div class="section-head">
      <h2>{tab ? (tab.site ?? 'This tab') : <Placeholder width={104} />}</h2>
      {tab?.site != null && (
        <Switch label="Bands on this site" on={tab.bandsOn} onChange={onBands} />
      )}
      {tab?.site === null && (
        <a href={chartUrl} target="_blank" rel="noreferrer">
          Open Binance chart
        </a>
      )}
    </div>
    {tab ? (
      <p class={`tab-words tone-${tab.tone}`}>
        <b>{tab.title}</b>
        <span>{tab.detail}</span>
      </p>
    ) : (
      <p class="tab-words">
        <Placeholder width={140} />
        <Placeholder width={210} />
      </p>
    )}
  </section>
);
