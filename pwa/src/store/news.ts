/** Tells every open page, and the worker behind them, that something on the shelf changed. */

export type News = 'items' | 'rows' | 'drafts' | 'session' | 'nudge';
type Listener = () => void;

const listeners = new Map<News, Set<Listener>>();
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('guanhu');

channel?.addEventListener('message', ({ data }: MessageEvent<News>) => hear(data));

function hear(news: News): void {
  listeners.get(news)?.forEach((listener) => listener());
}

/** Calls `listener` whenever the news comes, from here or from another page of this browser. */
export function onNews(news: News, listener: Listener): () => void {
  const known = listeners.get(news) ?? new Set<Listener>();
  listeners.set(news, known.add(listener));
  return () => void known.delete(listener);
}

export function tell(news: News): void {
  hear(news);
  channel?.postMessage(news);
}
