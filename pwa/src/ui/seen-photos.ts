/** Which photos of the server the phone has really drawn since the app was opened. */
const drawn = new Set<string>();

export const noteSeen = (id: string): void => {
  drawn.add(id);
};

export const seenOf = (ids: readonly string[]): string[] => ids.filter((id) => drawn.has(id));
