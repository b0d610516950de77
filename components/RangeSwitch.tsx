import { formatWithin } from '@/lib/insight/format.ts';

interface RangeSwitchProps {
  readonly options: readonly number[];
  readonly value: number;
  readonly onChange: (percent: number) => void;
}

/** One of a few distances from the price. Native radio buttons: arrow keys and readers just work. */
export const RangeSwitch = ({ options, value, onChange }: RangeSwitchProps) => (
  <fieldset class="segmented">
    <legend class="visually-hidden">Count within this distance from the price</legend>
    {options.map((percent) => (
      <label key={percent}>
        <input
          type="radio"
          name="within"
          value={percent}
          checked={percent === value}
          onChange={() => onChange(percent)}
        />
        <span>{formatWithin(percent)}</span>
      </label>
    ))}
  </fieldset>
);
