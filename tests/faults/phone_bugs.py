"""Bugs put into the real phone app, as scripts that stand between it and the line or its shelf."""

from __future__ import annotations

AROUND_FETCH = """
const plain = window.fetch;
const isItem = (address) => String(address.url ?? address).includes('/api/v1/items');
const isFile = (address) => String(address.url ?? address).includes('/api/v1/files');
window.fetch = async (address, told) => { %s };
"""
PHONE_BUGS = {
    "the app lets go of what it sends": """
        if (isItem(address)) {
          const opening = indexedDB.open('guanhu');
          opening.onsuccess = () => {
            opening.result.transaction('items', 'readwrite').objectStore('items').clear();
            opening.result.close();
          };
        }
        return plain(address, told);
    """,
    "the app settles an item before its pictures": """
        const answer = await plain(address, told);
        if (!isItem(address) || !answer.ok) return answer;
        const words = (await answer.text()).replace(/"missing_files": ?\\[[^\\]]*\\]/g, '"missing_files":[]');
        return new Response(words, { status: answer.status, headers: answer.headers });
    """,
    "the app takes a picture as sent that never went": """
        return isFile(address) ? new Response(null, { status: 204 }) : plain(address, told);
    """,
    "the app sends what it saved a second time as something new": """
        const answer = await plain(address, told);
        if (isItem(address) && told?.body && !window.doubled) {
          window.doubled = true;
          const words = new TextDecoder().decode(await new Response(told.body).arrayBuffer());
          const again = JSON.parse(words.split('\\n')[0]);
          again.id = crypto.randomUUID();
          const headers = { ...told.headers, 'Content-Type': 'application/json' };
          const one = { ...told, method: 'PUT', headers, body: JSON.stringify(again) };
          await plain(`/api/v1/items/${again.id}`, one);
        }
        return answer;
    """,
}


def bug(name: str) -> str:
    """Return the script of a bug."""
    return f"{{{AROUND_FETCH % PHONE_BUGS[name]}}}"
