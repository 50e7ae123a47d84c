/** Whether the browser promises to keep the shelf; it may ask the person, so call it after a save. */
export async function askToKeep(): Promise<'yes' | 'no' | 'unknown'> {
  if (!navigator.storage?.persist) return 'unknown';
  if (await navigator.storage.persisted()) return 'yes';
  return (await navigator.storage.persist()) ? 'yes' : 'no';
}
