import type { ComponentChildren } from 'preact';

interface OptionsSectionProps {
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  readonly children: ComponentChildren;
}

/** A part of the options page with its heading; the heading names it for readers too. */
export const OptionsSection = ({ id, title, lead, children }: OptionsSectionProps) => (
  <section class="options-section" id={id} aria-labelledby={`${id}-title`}>
    <div class="options-heading">
      <h2 id={`${id}-title`}>{title}</h2>
      <p>{lead}</p>
    </div>
    <div class="options-body">{children}</div>
  </section>
);
