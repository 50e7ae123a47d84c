import { computed } from '@preact/signals';
import { readHere } from '../sync/notices';
import { notices } from '../store/rows';

/** What this person has not read yet, newest first. */
export const unread = computed(() => [...notices.value.values()].filter(({ id }) => !readHere.value.has(id))
  .sort((one, other) => other.created_at.localeCompare(one.created_at)));
