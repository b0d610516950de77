import { formatPercent, formatUsd } from '@/lib/insight/format.ts';
import { describeImbalance, longPercentOf } from '@/lib/insight/imbalance-words.ts';
import { ImbalanceBar } from './ImbalanceBar.tsx';
import { Placeholder } from './Placeholder.tsx';
import type { ImbalanceView } from './popup-view.ts';
import { RangeSwitch } from './RangeSwitch.tsx';

interface ImbalancePanelProps {
  /** Null while loading. */
  readonly imbalance: ImbalanceView | null;
  readonly progress: number | null;
  readonly withinOptions: readonly number[];
  readonly withinPercent: number;
  readonly onWithin: (percent: number) => void;
}

interface SideFiguresProps {
  readonly side: 'long' | 'short';
  readonly amountUsd: number | null;
  readonly percent: number | null;
}

const SideFigures = ({ side, amountUsd, percent }: SideFiguresProps) => (
  <p class={`side-figures side-${side}`}>
    <span class="side-name">{side === 'long' ? 'Longs below' : 'Shorts above'}</span>
    <span class="side-amount">
      {amountUsd === null ? <Placeholder width={84} /> : <b>{formatUsd(amountUsd)}</b>}
      {percent !== null && <span>{formatPercent(percent)}</span>}
    </span>
  </p>
);

const Verdict = ({ imbalance, progress, withinPercent }: ImbalancePanelProps) => {
  if (!imbalance && progress === null)
    return (
      <p class="verdict">
        <Placeholder width={200} />
        <Placeholder width={150} />
      </p>
    );
  if (!imbalance)
    return (
      <p class="verdict" role="status">
        <b>Loading history: {formatPercent(100 * (progress ?? 0))}</b>
        <span>Needed only once. Later openings are instant.</span>
      </p>
    );
  const words = describeImbalance(imbalance, withinPercent);
  return (
    <p class="verdict">
      <b>{words.headline}</b>
      <span class="visually-hidden">: </span>
      <span>{words.detail}</span>
    </p>
  );
};

/** Which side has more to lose: amounts, one bar and one sentence, within a range to choose. */
export const ImbalancePanel = (props: ImbalancePanelProps) => {
  const { imbalance, progress, withinOptions, withinPercent, onWithin } = props;
  const longPercent = imbalance && longPercentOf(imbalance);
  const shortPercent = longPercent === null ? null : 100 - longPercent;
  return (
    <section class="imbalance" aria-label="Imbalance">
      <div class="section-head">
        <h2>At stake</h2>
        <RangeSwitch options={withinOptions} value={withinPercent} onChange={onWithin} />
      </div>
      <div class="sides">
        <SideFigures side="long" amountUsd={imbalance?.longUsd ?? null} percent={longPercent} />
        <SideFigures side="short" amountUsd={imbalance?.shortUsd ?? null} percent={shortPercent} />
      </div>
      <ImbalanceBar imbalance={imbalance} progress={progress} />
      <Verdict {...props} />
    </section>
  );
};
