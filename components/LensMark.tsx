/** The product's mark: a lens over three price bands. */
export const LensMark = () => (
  <svg class="lens-mark" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
    <circle class="lens-glass" cx="10.5" cy="10.5" r="8" />
    <path class="lens-band lens-short" d="M6.6 7.2h7.8" />
    <path class="lens-band lens-price" d="M5 10.5h11" />
    <path class="lens-band lens-long" d="M6.6 13.8h7.8" />
    <path class="lens-handle" d="M16.6 16.6 21.4 21.4" />
  </svg>
);
