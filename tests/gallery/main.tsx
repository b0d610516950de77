/** Draws one state of the popup, named in the address (`#ready`), else a list of all states. */
import '@/assets/tokens.css';
import '@/assets/controls.css';
import 'uplot/dist/uPlot.min.css';
import '@/entrypoints/popup/popup.css';
import { render } from 'preact';
import { Popup } from '@/components/Popup.tsx';
import type { PopupView } from '@/components/popup-view.ts';
import { POPUP_STATES } from './popup-states.ts';

const nothing = (): void => {};

const State = ({ view }: { readonly view: PopupView }) => (
  <Popup
    view={view}
    withinOptions={[2, 5, 10]}
    chartUrl="https://www.binance.com/en/futures/BTCUSDT"
    onWithin={nothing}
    onBands={nothing}
    onRetry={nothing}
  />
);

const Contents = () => (
  <nav>
    {Object.keys(POPUP_STATES).map((state) => (
      <p key={state}>
        <a href={`#${state}`}>{state}</a>
      </p>
    ))}
  </nav>
);

const draw = (): void => {
  const view = POPUP_STATES[location.hash.slice(1)];
  const root = document.getElementById('root');
  if (!root) return;
  render(view ? <State view={view} /> : <Contents />, root);
  root.dataset['drawn'] = location.hash.slice(1);
};
addEventListener('hashchange', draw);
draw();
