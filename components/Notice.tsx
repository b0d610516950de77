import type { HealthView } from './popup-view.ts';

interface NoticeProps {
  readonly health: HealthView;
  readonly retrying: boolean;
  readonly onRetry: () => void;
}

/** Stands where the figures would be when there are none: why, and what the user can do. */
export const Notice = ({ health, retrying, onRetry }: NoticeProps) => (
  <section class="notice" role="alert">
    <svg viewBox="0 0 48 48" width="48" height="48" aria-hidden="true">
      <circle cx="21" cy="21" r="16" />
      <path d="M33 33 44 44M21 13v10M21 28.5v.5" />
    </svg>
    <h2>{health.title}</h2>
    <p>{health.advice}</p>
    {health.canRetry && (
      <button type="button" disabled={retrying} onClick={onRetry}>
        {retrying ? 'Trying…' : 'Try again'}
      </button>
    )}
  </section>
);
