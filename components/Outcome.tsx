import type { OutcomeView } from './options-view.ts';

/** What became of what the user did last. Its line is there before, so that nothing jumps. */
export const Outcome = ({ outcome }: { readonly outcome: OutcomeView | null }) => (
  <p class={`outcome ${outcome ? `outcome-${outcome.tone}` : ''}`} role="status">
    {outcome?.text}
  </p>
);
