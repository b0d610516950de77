interface PlaceholderProps {
  readonly width: number;
}

/** Stands for a text that is still loading: as tall as its line, so that nothing jumps. */
export const Placeholder = ({ width }: PlaceholderProps) => (
  <span class="placeholder-line" aria-hidden="true">
    {'\u200b'}
    <span class="placeholder" style={{ width: `${width}px` }} />
  </span>
);
