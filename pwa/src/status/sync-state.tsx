import { computed } from '@preact/signals';
import { outbox, type Waiting } from '../store/outbox';
import { signedOut } from '../store/session';
import { syncState } from '../sync/beat';
import { Chip, type Tone } from '../ui/chip';
import type { IconName } from '../ui/icon';
import { say } from '../words';

const UNSENT = new Set<Waiting['state']>(['waiting', 'lacking_files']);

const unsent = computed(() => outbox.value.filter(({ state }) => UNSENT.has(state)));

export const unsentCount = computed(() => unsent.value.length);

const DAY_MS = 86_400_000;

/** Unsent for over a day by this phone's clock; one that was set back since knows of no such thing. */
export const isOverdue = ({ state, savedAt }: Waiting): boolean => UNSENT.has(state) && Date.now() - Date.parse(savedAt) > DAY_MS;

/** Something is unsent for over a day; asked anew with every beat. */
export const isAnyOverdue = computed(() => syncState.value && unsent.value.some(isOverdue));

/** What was meant for somebody else's eye from the start is no trouble of the person who sent it. */
const isExpected = ({ kind, state }: Waiting): boolean => kind === 'month.contest' && state === 'quarantined';

/** What came back and wants a person's eye. */
export const returnedCount = computed(() => outbox.value.filter((item) => !UNSENT.has(item.state) && !isExpected(item)).length);

interface SyncWords {
  tone: Tone;
  icon: IconName;
  words: string;
}

/** Where the person's work is now, in one line; the same words for the eye and for the ear. */
export const syncWords = computed((): SyncWords => {
  const { phase } = syncState.value;
  const waiting = unsentCount.value;
  if (signedOut.value === 'expired') return { tone: 'wait', icon: 'user', words: say('app.sync.expired') };
  if (phase === 'sending' && waiting > 0) return { tone: 'way', icon: 'send', words: say('app.sync.sending', waiting) };
  if (isAnyOverdue.value) return { tone: 'bad', icon: 'warn', words: say('app.sync.overdue', waiting) };
  if (waiting > 0) return { tone: 'wait', icon: 'inbox', words: say('app.sync.waiting', waiting) };
  if (returnedCount.value > 0) return { tone: 'bad', icon: 'warn', words: say('app.sync.returned', returnedCount.value) };
  if (phase === 'offline') return { tone: 'way', icon: 'cloud', words: say('app.sync.offline') };
  return { tone: 'good', icon: 'check', words: say('app.sync.done') };
});

/** The chip that leads to what has not been sent. */
export const SyncChip = () => (
  <a class="chip-link" href="/app/outbox" data-testid="outbox-count" data-count={unsentCount.value + returnedCount.value}>
    <Chip tone={syncWords.value.tone} icon={syncWords.value.icon}>{syncWords.value.words}</Chip>
  </a>
);
