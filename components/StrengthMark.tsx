const STEPS = [0.25, 0.5, 0.75, 1] as const;

interface StrengthMarkProps {
  /** Share of the strongest cluster in sight, 0 to 1. */
  readonly strength: number;
}

/** Four small steps, filled as far as a cluster comes up to the strongest one in sight. */
export const StrengthMark = ({ strength }: StrengthMarkProps) => {
  const filled = Math.max(1, Math.round(4 * strength));
  return (
    <svg
      class="strength"
      viewBox="0 0 15 10"
      width="15"
      height="10"
      role="img"
      aria-label={`Strength ${filled} of 4`}
    >
      {STEPS.map((height, index) => (
        <rect
          key={height}
          class={index < filled ? 'strength-on' : 'strength-off'}
          x={index * 4}
          y={10 - 10 * height}
          width="3"
          height={10 * height}
          rx="0.5"
        />
      ))}
    </svg>
  );
};
