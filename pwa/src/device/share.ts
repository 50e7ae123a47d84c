/** Hands text or a file to another app of the phone; falls back to the clipboard or a download. */

const canceled = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';

/** True when the phone has somewhere to hand it to. */
export const maySendText = (): boolean => typeof navigator.share === 'function';

async function offer(data: ShareData): Promise<boolean> {
  try {
    await navigator.share(data);
    return true;
  } catch (error) {
    // The person closed the sheet: that is an answer, not a failure.
    if (canceled(error)) return true;
    return false;
  }
}

/** Shares words; says `copied` when they only went to the clipboard, `no` when neither worked. */
export async function shareText(title: string, text: string): Promise<'shared' | 'copied' | 'no'> {
  if (maySendText() && (await offer({ title, text }))) return 'shared';
  if (!navigator.clipboard) return 'no';
  return navigator.clipboard.writeText(text).then(() => 'copied' as const, () => 'no' as const);
}

function download(file: File): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Saves or shares files, each with its name, whichever this phone can do. */
export async function shareFiles(named: [Blob, string][]): Promise<void> {
  const files = named.map(([blob, name]) => new File([blob], name, { type: blob.type }));
  const sheet = { files };
  if (navigator.canShare?.(sheet) && (await offer(sheet))) return;
  files.forEach(download);
}
