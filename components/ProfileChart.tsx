import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { formatUsd } from '@/lib/insight/format.ts';
import type { ProfileView } from './popup-view.ts';
import { profileChartOptions, profileData, readProfileStyle } from './profile-chart-options.ts';

interface ProfileChartProps {
  /** Null while loading. */
  readonly profile: ProfileView | null;
}

const HEIGHT_PX = 84;
const DARK = '(prefers-color-scheme: dark)';

/** True while the system asks for dark colours; the chart's canvas is drawn anew when it changes. */
const useDarkScheme = (): boolean => {
  const [dark, setDark] = useState(() => matchMedia(DARK).matches);
  useEffect(() => {
    const query = matchMedia(DARK);
    const onChange = (): void => setDark(query.matches);
    query.addEventListener('change', onChange);
    return () => query.removeEventListener('change', onChange);
  }, []);
  return dark;
};

const peakOf = ({ longUsd, shortUsd }: ProfileView): number => Math.max(...longUsd, ...shortUsd, 0);

/** Liquidation value by price around the current price, with a tooltip that follows the cursor. */
export const ProfileChart = ({ profile }: ProfileChartProps) => {
  const host = useRef<HTMLDivElement>(null);
  const tooltip = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const shown = useRef(profile);
  shown.current = profile;
  const dark = useDarkScheme();
  const ready = profile !== null;

  useEffect(() => {
    if (!host.current || !tooltip.current || !shown.current) return;
    const options = profileChartOptions({
      profile: () => shown.current!,
      style: readProfileStyle(host.current),
      tooltip: tooltip.current,
      width: host.current.clientWidth,
      height: HEIGHT_PX,
    });
    const created = new uPlot(options, profileData(shown.current), host.current);
    plot.current = created;
    return () => {
      plot.current = null;
      created.destroy();
    };
  }, [ready, dark]);

  useEffect(() => {
    if (profile) plot.current?.setData(profileData(profile));
  }, [profile]);

  const peak = profile && formatUsd(peakOf(profile));
  return (
    <section class="profile" aria-label="Liquidation value by price">
      <div class="section-head">
        <h2>By price</h2>
        {peak && <span class="faint">highest step {peak}</span>}
      </div>
      <div
        ref={host}
        class={ready ? 'profile-plot' : 'profile-plot placeholder'}
        role="img"
        aria-label={
          peak ? `Longs left of the price, shorts right; highest step ${peak}` : 'Loading'
        }
      />
      <div ref={tooltip} class="profile-tooltip" hidden />
    </section>
  );
};
