import { OptionsSection } from './OptionsSection.tsx';
import type { OptionsActions, SiteView } from './options-view.ts';
import { Switch } from './Switch.tsx';

interface SitesSectionProps extends Pick<OptionsActions, 'onSite'> {
  readonly sites: readonly SiteView[] | null;
}

/** On which sites bands are drawn. */
export const SitesSection = ({ sites, onSite }: SitesSectionProps) => (
  <OptionsSection id="sites" title="Sites" lead="Where bands are drawn over the chart.">
    <ul class="site-list">
      {sites?.map(({ id, name, host, isOn }) => (
        <li key={id} class="site-item">
          <div>
            <b>{name}</b>
            <p class="faint">{host}</p>
          </div>
          <Switch label={`Bands on ${name}`} on={isOn} onChange={(on) => onSite(id, on)} />
        </li>
      ))}
    </ul>
  </OptionsSection>
);
