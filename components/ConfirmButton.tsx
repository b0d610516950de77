import { useLayoutEffect, useRef, useState } from 'preact/hooks';

interface ConfirmButtonProps {
  readonly label: string;
  /** Names the button among others of the same label. */
  readonly title: string;
  readonly question: string;
  readonly disabled?: boolean;
  readonly onConfirm: () => void;
}

/** A button that asks in its place before it does something that cannot be taken back. */
export const ConfirmButton = (props: ConfirmButtonProps) => {
  const [isAsking, setAsking] = useState(false);
  const keep = useRef<HTMLButtonElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const wasAsking = useRef(false);
  useLayoutEffect(() => {
    if (isAsking) keep.current?.focus();
    else if (wasAsking.current) opener.current?.focus();
    wasAsking.current = isAsking;
  }, [isAsking]);
  if (!isAsking)
    return (
      <button
        ref={opener}
        type="button"
        class="danger"
        aria-label={props.title}
        disabled={props.disabled}
        onClick={() => setAsking(true)}
      >
        {props.label}
      </button>
    );
  const confirm = (): void => {
    setAsking(false);
    props.onConfirm();
  };
  return (
    <div
      class="confirm"
      role="group"
      aria-label={props.title}
      onKeyDown={({ key }) => key === 'Escape' && setAsking(false)}
    >
      <p>{props.question}</p>
      <div class="button-row">
        <button type="button" class="danger" onClick={confirm}>
          {props.label}
        </button>
        <button ref={keep} type="button" onClick={() => setAsking(false)}>
          Keep
        </button>
      </div>
    </div>
  );
};
