async () => {
  const answer = (request) => new Promise((good, bad) => {
    request.onsuccess = () => good(request.result);
    request.onerror = () => bad(request.error);
  });
  const hash = async (bytes) =>
    [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((one) => one.toString(16).padStart(2, '0')).join('');
  const brief = async ({ id, bytes, state, reasonZh, missing }) => ({ id, sha256: await hash(bytes), state, reasonZh, missing });
  const shelf = await answer(indexedDB.open('guanhu'));
  try {
    const all = (store) => answer(shelf.transaction(store).objectStore(store).getAll());
    const [items, settled, rows] = [await all('items'), await all('settled'), await all('rows')];
    return {
      waiting: await Promise.all(items.map(brief)),
      settled: await Promise.all(settled.map(brief)),
      assets: rows.filter(({ kind }) => kind === 'asset').map(({ id, row }) => ({ ...row, id })),
    };
  } finally {
    shelf.close();
  }
}
