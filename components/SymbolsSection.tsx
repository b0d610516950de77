import { useState } from 'preact/hooks';
import { OptionsSection } from './OptionsSection.tsx';
import type { OptionsActions, SymbolsView, SymbolView } from './options-view.ts';
import { Outcome } from './Outcome.tsx';

type SymbolActions = Pick<OptionsActions, 'onAddSymbol' | 'onRemoveSymbol' | 'onBadgeSymbol'>;

interface SymbolsSectionProps extends SymbolActions {
  readonly view: SymbolsView | null;
}

interface SymbolItemProps extends SymbolActions {
  readonly item: SymbolView;
  readonly isOnly: boolean;
}

const SymbolItem = ({ item, isOnly, onRemoveSymbol, onBadgeSymbol }: SymbolItemProps) => (
  <li class="symbol-item">
    <b>{item.symbol}</b>
    <span class="symbol-words">
      <span class={`dot dot-${item.tone}`} aria-hidden="true" />
      {item.words || '\u00a0'}
    </span>
    <label class="badge-choice">
      <input
        type="radio"
        name="badge"
        aria-label={`On the icon: ${item.symbol}`}
        checked={item.isOnBadge}
        onChange={() => onBadgeSymbol(item.symbol)}
      />
      <span>On the icon</span>
    </label>
    <button
      type="button"
      class="quiet"
      aria-label={`Remove ${item.symbol}`}
      disabled={isOnly}
      title={isOnly ? 'The last symbol stays' : undefined}
      onClick={() => onRemoveSymbol(item.symbol)}
    >
      Remove
    </button>
  </li>
);

const AddSymbol = ({ view, onAddSymbol }: { view: SymbolsView } & SymbolActions) => {
  const [text, setText] = useState('');
  const isFull = view.symbols.length >= view.most;
  const add = (event: Event): void => {
    event.preventDefault();
    void onAddSymbol(text).then((isAdded) => isAdded && setText(''));
  };
  return (
    <form class="add-symbol" onSubmit={add}>
      <label for="new-symbol">Add a perpetual</label>
      <div class="field-row">
        <input
          id="new-symbol"
          type="text"
          list="listed-symbols"
          placeholder="ETHUSDT"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          maxLength={40}
          value={text}
          disabled={isFull}
          aria-describedby="symbol-count"
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" class="primary" disabled={isFull}>
          Add
        </button>
      </div>
      <datalist id="listed-symbols">
        {view.listed.map((symbol) => (
          <option key={symbol} value={symbol} />
        ))}
      </datalist>
      <p class="faint" id="symbol-count">
        {view.symbols.length} of {view.most}
        {isFull && '. Remove one to add another.'}
      </p>
    </form>
  );
};

/** The watchlist: what is always kept fresh, and whose imbalance stands on the icon. */
export const SymbolsSection = ({ view, ...actions }: SymbolsSectionProps) => (
  <OptionsSection
    id="symbols"
    title="Symbols"
    lead="Kept up to date whether a chart shows them or not. Any other symbol loads when you open its chart."
  >
    {view && (
      <>
        <ul class="symbol-list">
          {view.symbols.map((item) => (
            <SymbolItem
              key={item.symbol}
              item={item}
              isOnly={view.symbols.length === 1}
              {...actions}
            />
          ))}
        </ul>
        <AddSymbol view={view} {...actions} />
        <Outcome outcome={view.outcome} />
      </>
    )}
  </OptionsSection>
);
