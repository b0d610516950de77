/**
 * Every document of a page that the top one may look into: itself and the frames of its origin, frames
 * in frames, and frames that come later. Charts live in such frames on many sites.
 */

export interface DocumentWatch {
  stop(): void;
}

const documentOf = (frame: HTMLIFrameElement): Document | null => {
  try {
    return frame.contentDocument;
  } catch {
    return null;
  }
};

/**
 * Calls `onDocument` for each document found (again after it was loaded anew, when its listeners are
 * gone) and `onChange` when elements came or went in any of them.
 */
export const watchDocuments = (
  root: Document,
  onDocument: (document: Document) => void,
  onChange: () => void,
): DocumentWatch => {
  const documents = new Set<Document>();
  const observers = new Map<Document, MutationObserver>();
  const frames = new Set<HTMLIFrameElement>();

  const look = (): void => {
    for (const document of documents)
      for (const frame of document.getElementsByTagName('iframe')) visitFrame(frame);
    for (const frame of frames) if (!frame.isConnected) frames.delete(frame);
    for (const document of documents)
      if (document !== root && document.defaultView === null) forget(document);
  };
  const forget = (document: Document): void => {
    observers.get(document)?.disconnect();
    observers.delete(document);
    documents.delete(document);
  };
  const visitFrame = (frame: HTMLIFrameElement): void => {
    if (!frames.has(frame)) {
      frames.add(frame);
      frame.addEventListener('load', onLoad);
    }
    const inner = documentOf(frame);
    if (inner !== null && !documents.has(inner)) visitDocument(inner);
  };
  const visitDocument = (document: Document): void => {
    documents.add(document);
    const observer = new MutationObserver(() => {
      look();
      onChange();
    });
    observer.observe(document, { childList: true, subtree: true });
    observers.set(document, observer);
    onDocument(document);
    for (const frame of document.getElementsByTagName('iframe')) visitFrame(frame);
  };
  const onLoad = (event: Event): void => {
    const inner = documentOf(event.currentTarget as HTMLIFrameElement);
    look();
    if (inner !== null && documents.has(inner)) onDocument(inner);
    onChange();
  };

  visitDocument(root);
  return {
    stop() {
      for (const frame of frames) frame.removeEventListener('load', onLoad);
      for (const document of documents) forget(document);
    },
  };
};
