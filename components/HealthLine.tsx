import type { HealthView } from './popup-view.ts';

interface HealthLineProps {
  readonly health: HealthView;
  readonly retrying: boolean;
  readonly onRetry: () => void;
}

/** What is wrong with the data and what to do about it, or that nothing is; and what the map is. */
export const HealthLine = ({ health, retrying, onRetry }: HealthLineProps) => (
  <footer class="health">
    {health.title && (
      <p class={`health-words tone-${health.tone}`} role="status">
        <b>{health.title}</b> <span>{health.advice}</span>{' '}
        {health.canRetry && (
          <button type="button" class="link" disabled={retrying} onClick={onRetry}>
            {retrying ? 'Trying…' : 'Try again'}
          </button>
        )}
      </p>
    )}
    <p class="disclaimer">
      <span>Estimate from public data. Not advice.</span>
      <a href="/options.html" target="_blank" rel="noreferrer">
        Options
      </a>
    </p>
  </footer>
);
