import { ClusterCard } from './ClusterCard.tsx';
import { HealthLine } from './HealthLine.tsx';
import { ImbalancePanel } from './ImbalancePanel.tsx';
import { Notice } from './Notice.tsx';
import type { PopupActions, PopupView } from './popup-view.ts';
import { PopupHeader } from './PopupHeader.tsx';
import { ProfileChart } from './ProfileChart.tsx';
import { TabPanel } from './TabPanel.tsx';

interface PopupProps extends PopupActions {
  readonly view: PopupView;
  readonly withinOptions: readonly number[];
  readonly chartUrl: string;
}

const Figures = ({ view, withinOptions, onWithin }: PopupProps) => (
  <div class="figures">
    <ImbalancePanel
      imbalance={view.map?.imbalance ?? null}
      progress={view.progress}
      withinOptions={withinOptions}
      withinPercent={view.withinPercent}
      onWithin={onWithin}
    />
    <div class="clusters">
      <ClusterCard side="long" cluster={view.map?.nearest.long} />
      <ClusterCard side="short" cluster={view.map?.nearest.short} />
    </div>
    <ProfileChart profile={view.map?.profile ?? null} />
  </div>
);

/** The whole popup. Its figures are also attributes of the root, where a test can read them. */
export const Popup = (props: PopupProps) => {
  const { view, chartUrl, onBands, onRetry } = props;
  const { map, health } = view;
  return (
    <main
      class="popup"
      data-state={view.state}
      data-health={health.code}
      data-symbol={view.symbol ?? undefined}
      data-live={view.isLive}
      data-price={map?.price}
      data-long-usd={map?.imbalance.longUsd}
      data-short-usd={map?.imbalance.shortUsd}
      data-score={map?.imbalance.score}
      data-nearest-long={map?.nearest.long?.price}
      data-nearest-short={map?.nearest.short?.price}
    >
      <PopupHeader
        state={view.state}
        symbol={view.symbol}
        price={map?.price ?? null}
        ageMs={view.ageMs}
        isLive={view.isLive}
        exchanges={view.exchanges}
        health={health}
      />
      {view.state === 'unavailable' ? (
        <Notice health={health} retrying={view.retrying} onRetry={onRetry} />
      ) : (
        <Figures {...props} />
      )}
      <TabPanel tab={view.tab} chartUrl={chartUrl} onBands={onBands} />
      <HealthLine
        health={view.state === 'unavailable' ? { ...health, title: '', canRetry: false } : health}
        retrying={view.retrying}
        onRetry={onRetry}
      />
    </main>
  );
};
