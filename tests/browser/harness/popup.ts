/** The popup's figures, which it carries as attributes of its root element. */
import { askPage, type AskablePage } from './ask-page.ts';
import { until } from './until.ts';

export interface PopupFigures {
  readonly state: string;
  readonly health: string;
  readonly isLive: boolean;
  readonly symbol: string | null;
  readonly price: number | null;
  readonly longUsd: number | null;
  readonly shortUsd: number | null;
  readonly score: number | null;
  readonly nearestLong: number | null;
  readonly nearestShort: number | null;
  /** All that a person reads there. */
  readonly text: string;
}

/** Sent into the page: reads the figures, or null while the popup has not been drawn. */
export const readFigures = (): PopupFigures | null => {
  const root = document.querySelector<HTMLElement>('main.popup');
  if (!root) return null;
  const numberAt = (name: string): number | null => {
    const text = root.dataset[name];
    return text === undefined ? null : Number(text);
  };
  return {
    state: root.dataset['state'] ?? '',
    health: root.dataset['health'] ?? '',
    isLive: root.dataset['live'] === 'true',
    symbol: root.dataset['symbol'] ?? null,
    price: numberAt('price'),
    longUsd: numberAt('longUsd'),
    shortUsd: numberAt('shortUsd'),
    score: numberAt('score'),
    nearestLong: numberAt('nearestLong'),
    nearestShort: numberAt('nearestShort'),
    text: root.innerText.replace(/\s+/g, ' '),
  };
};

/** The popup's figures once they satisfy `isWanted`; throws with the last ones seen. */
export const waitForFigures = async (
  popup: AskablePage,
  isWanted: (figures: PopupFigures) => boolean,
  timeoutMs = 30_000,
): Promise<PopupFigures> => {
  let last: PopupFigures | null = null;
  try {
    return await until(
      'the popup shows it',
      async () => {
        last = await askPage(popup, readFigures, undefined);
        return last && isWanted(last) ? last : null;
      },
      timeoutMs,
    );
  } catch (error) {
    throw new Error(`the popup stays at ${JSON.stringify(last)}`, { cause: error });
  }
};
